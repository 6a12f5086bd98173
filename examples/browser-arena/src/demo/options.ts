import { parseArgs } from 'node:util';

/** What the command line of the demo sets. Port 0 takes a free one. */
export interface DemoOptions {
  readonly port: number;
  readonly wsPort: number;
  readonly tcpPort: number;
}

/** The text of `--help`. */
export const USAGE = `A small shared arena over NetMgr: pages over WebSocket, bots over TCP.

  --port <n>      port of the page       (default: a free one)
  --ws-port <n>   port of the WebSocket  (default: a free one)
  --tcp-port <n>  port of TCP            (default: a free one)
  --help          this text`;

/** Reads the command line; `undefined` asks for help. Throws an error of one line when it cannot be understood. */
export const readOptions = (args: readonly string[]): DemoOptions | undefined => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      'ws-port': { type: 'string', default: '0' },
      'tcp-port': { type: 'string', default: '0' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    port: portOf('--port', values.port),
    wsPort: portOf('--ws-port', values['ws-port']),
    tcpPort: portOf('--tcp-port', values['tcp-port']),
  };
};

const portOf = (option: string, text: string): number => {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`${option} takes a number from 0 to 65535, not "${text}"`);
};
