import { parseArgs } from 'node:util';
import { MAX_BOTS } from '../bot/bot-crew.ts';

/** What the command line of the demo sets. Port 0 takes a free one. */
export interface DemoOptions {
  readonly port: number;
  readonly wsPort: number;
  readonly tcpPort: number;
  /** How many bots fly at first. */
  readonly bots: number;
}

/** The text of `--help`. */
export const USAGE = `A small shared arena over NetMgr: pages over WebSocket, bots over TCP.

  --port <n>      port of the page       (default: a free one)
  --ws-port <n>   port of the WebSocket  (default: a free one)
  --tcp-port <n>  port of TCP            (default: a free one)
  --bots <n>      how many bots fly at first, 0 to 50  (default: 8)
  --help          this text`;

/** Reads the command line; `undefined` asks for help. Throws an error of one line when it cannot be understood. */
export const readOptions = (args: readonly string[]): DemoOptions | undefined => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      'ws-port': { type: 'string', default: '0' },
      'tcp-port': { type: 'string', default: '0' },
      bots: { type: 'string', default: '8' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    port: portOf('--port', values.port),
    wsPort: portOf('--ws-port', values['ws-port']),
    tcpPort: portOf('--tcp-port', values['tcp-port']),
    bots: numberOf('--bots', values.bots, MAX_BOTS),
  };
};

const portOf = (option: string, text: string): number => numberOf(option, text, 65_535);

const numberOf = (option: string, text: string, max: number): number => {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= max) return number;
  throw new Error(`${option} takes a number from 0 to ${max}, not "${text}"`);
};
