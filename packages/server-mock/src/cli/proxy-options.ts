import { parseArgs } from 'node:util';
import { parseFaultText, type WrittenFault } from '../proxy/fault-text.ts';
import type { FaultProxyOptions } from '../proxy/proxy-options.ts';

/** What `netmgr-mock proxy --help` prints. */
export const PROXY_HELP: string = `netmgr-mock proxy: puts a bad network before any server.

Usage: netmgr-mock proxy --listen <address> --to <address> [options]

  --listen <address>       where clients connect: tcp:127.0.0.1:9000 or ws:127.0.0.1:9000; port 0 takes a free one
  --to <address>           the server, of the same kind: tcp:127.0.0.1:8081 or ws:127.0.0.1:8080/game,
                           or by TLS: tls:game.example:443 or wss:game.example:443/game
  --insecure               take any certificate of the server, such as a self-signed one; for tests
  --fault <fault>          let this go wrong from the start, such as latency=100±20 (or 100+-20), split=1 or
                           'stall down after 10s for 5s'; may be repeated. The console lists all kinds: faults help
  --record <file>          record every client, for dump and for replays
  --seed <number>          repeats what faults draw (1)
  --api-port <port>        serve the HTTP API on this port of 127.0.0.1; 0 takes a free one
  --token <token>          what every request to the API must carry (a random one, printed at the start)
  --allow-origin <origin>  let pages of this origin in besides those of loopback, * for any; may be repeated
  --allow-host <name>      take this name in the Host header besides loopback, * for any; may be repeated
  --max-clients <count>    turn away clients beyond so many (10000)
  --help

It prints who comes and goes, and takes commands: help lists them.
`;

/** What the command line of a proxy asks for. */
export interface ProxyCliOptions {
  readonly proxy: FaultProxyOptions;
  readonly faults: readonly WrittenFault[];
  /** The port of the API; undefined: none. */
  readonly apiPort: number | undefined;
  readonly token: string | undefined;
  /** Path of the file to record to. */
  readonly recordPath: string | undefined;
}

/** Reads the command line; `'help'` when it asks for that. Throws an Error whose message is for the user. */
export const parseProxyOptions = (args: readonly string[]): ProxyCliOptions | 'help' => {
  const { values } = parseArgs({
    args: [...args],
    allowPositionals: false,
    options: {
      listen: { type: 'string' },
      to: { type: 'string' },
      fault: { type: 'string', multiple: true, default: [] },
      insecure: { type: 'boolean', default: false },
      record: { type: 'string' },
      seed: { type: 'string', default: '1' },
      'api-port': { type: 'string' },
      token: { type: 'string' },
      'allow-origin': { type: 'string', multiple: true, default: [] },
      'allow-host': { type: 'string', multiple: true, default: [] },
      'max-clients': { type: 'string' },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  if (values.help) return 'help';
  const apiPort = values['api-port'] === undefined ? undefined : readPort('--api-port', values['api-port']);
  if (values.token !== undefined && apiPort === undefined)
    throw new Error('--token is for the API: --api-port is missing');
  return {
    proxy: {
      listen: need('--listen', values.listen),
      to: need('--to', values.to),
      insecure: values.insecure,
      seed: readSeed(values.seed),
      allowedOrigins: values['allow-origin'],
      allowedHosts: values['allow-host'],
      ...readMaxClients(values['max-clients']),
    },
    faults: values.fault.map(readFault),
    apiPort,
    token: values.token,
    recordPath: values.record,
  };
};

/** Nobody is there yet when the faults are added. */
const readFault = (text: string): WrittenFault => {
  const written = parseFaultText(text);
  if (written.options.client === undefined) return written;
  throw new Error(`--fault takes no client, for nobody is there at the start; add '${text}' in the console`);
};

const need = (name: string, text: string | undefined): string => {
  if (text !== undefined) return text;
  throw new Error(`${name} is missing, such as ${name} tcp:127.0.0.1:9000`);
};

const readPort = (name: string, text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new Error(`${name} takes a port from 0 to 65535, not '${text}'`);
};

const readMaxClients = (text: string | undefined): { readonly maxClients?: number } => {
  if (text === undefined) return {};
  if (/^[1-9]\d{0,8}$/.test(text)) return { maxClients: Number(text) };
  throw new Error(`--max-clients takes a whole number from 1 up, not '${text}'`);
};

const readSeed = (text: string): number => {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw new Error(`--seed takes a whole number, not '${text}'`);
};
