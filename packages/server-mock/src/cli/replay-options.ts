import { parseArgs } from 'node:util';
import { formatProxyAddress, parseProxyAddress } from '../proxy/proxy-address.ts';
import { parseDuration } from '../time/duration.ts';

/** What `replay --help` prints. */
export const REPLAY_HELP = `netmgr-mock replay: plays a recording to a live game or server.

Usage: netmgr-mock replay <file> [options]                  plays the server; clients connect to it
       netmgr-mock replay <file> --to <address> [options]   plays the clients; dials a server

  --ws-port <port>      where clients find the server by WebSocket, on 127.0.0.1; 0 takes a free port (8080)
  --tcp-port <port>     the same by TCP (8081)
  --to <address>        the server: tcp:host:port, tls:host:port, ws:host:port/path or wss:host:port/path
  --insecure            take any certificate of a tls: or wss: server, such as a self-signed one; for tests
  --speed <factor>      how many times as fast as recorded, such as 10 or 0.5; max waits for the other side alone (1)
  --patience <duration> how long the other side may be late before the replay goes on without it; 0 never waits (1s)
  --help

It ends when all is played, and prints where the other side differs from the recorded one: the exit code is then 1.
`;

/** What the command line of `replay` asks for. */
export interface ReplayCliOptions {
  readonly path: string;
  readonly tcpPort: number;
  readonly webSocketPort: number;
  /** The URL of the server; undefined: clients are waited for. */
  readonly to: string | undefined;
  readonly isInsecure: boolean;
  readonly speed: number;
  readonly patienceMs: number;
}

/** Reads the command line of `replay`; `'help'` when it asks for that. Throws an Error whose message is for the user. */
export const parseReplayOptions = (args: readonly string[]): ReplayCliOptions | 'help' => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'ws-port': { type: 'string' },
      'tcp-port': { type: 'string' },
      to: { type: 'string' },
      insecure: { type: 'boolean', default: false },
      speed: { type: 'string', default: '1' },
      patience: { type: 'string', default: '1s' },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  if (values.help) return 'help';
  const [path = '', ...more] = positionals;
  if (path === '' || more.length > 0) {
    throw new Error(`replay takes one file, not ${positionals.length}; replay --help tells more`);
  }
  const { 'ws-port': ws, 'tcp-port': tcp } = values;
  if (values.to !== undefined && (ws ?? tcp) !== undefined) throw new Error('--to dials a server, and opens no port');
  return {
    path,
    tcpPort: readPort('--tcp-port', tcp ?? '8081'),
    webSocketPort: readPort('--ws-port', ws ?? '8080'),
    to: readTarget(values.to, values.insecure),
    isInsecure: values.insecure,
    speed: readSpeed(values.speed),
    patienceMs: readPatience(values.patience),
  };
};

const readTarget = (text: string | undefined, isInsecure: boolean): string | undefined => {
  const address = text === undefined ? undefined : parseProxyAddress('to', text);
  if (address?.port === 0) throw new Error('--to needs a port from 1 to 65535, not 0');
  if (isInsecure && address?.isSecure !== true) throw new Error('--insecure is for a tls: or wss: server');
  return address === undefined ? undefined : formatProxyAddress(address);
};

const readPort = (name: string, text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new Error(`${name} takes a port from 0 to 65535, not '${text}'`);
};

const readSpeed = (text: string): number => {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const speed = /^\d{1,6}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (speed > 0) return speed;
  throw new Error(`--speed takes a factor above 0, such as 10 or 0.5, or max, not '${text}'`);
};

const readPatience = (text: string): number => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new Error(`--patience takes a duration such as 2s or 600ms, not '${text}'`);
};
