import { parseArgs } from 'node:util';
import type { ListenOptions } from '../node-mock-server.ts';
import { parseDuration } from '../time/duration.ts';
import { readServerFlags, SERVER_FLAGS, SERVER_FLAGS_HELP } from './server-flags.ts';

/** Ports that are opened when none is asked for. */
const WS_PORT_BY_DEFAULT = 8080;
const TCP_PORT_BY_DEFAULT = 8081;

/** What `--help` prints. */
export const HELP: string = `netmgr-mock: a mock game server for @netmgr/client, on WebSocket and TCP.

Usage: netmgr-mock [options]
       netmgr-mock dump <file> [options]     print a recording; dump --help tells more
       netmgr-mock proxy <options>           put a bad network before any server; proxy --help tells more
       netmgr-mock replay <file> [options]   play a recording to a game or a server; replay --help tells more

  --ws-port <port>           listen for WebSockets; 0 takes a free port
  --tcp-port <port>          listen for TCP; 0 takes a free port
                             with neither: WebSocket on ${WS_PORT_BY_DEFAULT} and TCP on ${TCP_PORT_BY_DEFAULT}
  --host <address>           address to bind (127.0.0.1); any other lets other machines in
  --allow-origin <origin>    let pages of this origin in besides those of loopback, * for any; may be repeated
  --allow-host <name>        take this name in the Host header besides loopback, * for any; may be repeated
  --idle-timeout <duration>  drop a client after so long without a byte, such as 10s, 600ms or 2m;
                             a bare number means seconds, 0 never (60s)
  --max-clients <number>     refuse connections beyond so many clients (10000)
  --max-frames-per-second <number>
                             drop a client that sends more frames within a second; 0 sets no limit (100000)
  --max-bytes-per-second <number>
                             drop a client that sends more bytes within a second; 0 sets no limit (268435456)
  --no-heartbeat-reply       leave heartbeats unanswered
${SERVER_FLAGS_HELP}  --messages <module>        JavaScript module that exports message types, to check and show what clients send
  --record <file>            record every connection, for dump and for replays
  --scenario <name|module>   play a scenario once its clients are online, then end: exit code 1 when it fails;
                             list lists the gallery; a module exports one by default
  --clients <number>         begin the scenario when so many clients are online, if it does not want more itself
  --seed <number>            repeat a run of the scenario, dice and all (1)
  --speed <factor>           let time pass so many times as fast, for faults, timeouts and the scenario (1);
                             clients have to keep step: createScaledClock() does it for NetMgr
  --help, --version

It prints who comes and goes, and takes commands: help lists them.
`;

/** What the command line asks for. */
export interface CliOptions {
  readonly show: 'help' | 'version' | 'scenarios' | undefined;
  /** Path of a module that exports message types. */
  readonly messagesPath: string | undefined;
  /** Path of the file to record to. */
  readonly recordPath: string | undefined;
  /** Name of a scenario of the gallery, or path of a module that exports one. */
  readonly scenario: string | undefined;
  /** How many clients the scenario waits for, at least. */
  readonly clients: number;
  readonly seed: number;
  /** How many times as fast as the host's time that of the server passes. */
  readonly speed: number;
  readonly listen: ListenOptions;
}

/** Reads the command line. Throws an Error whose message is for the user. */
export const parseCliOptions = (args: readonly string[]): CliOptions => {
  const { values } = parseArgs({
    args: [...args],
    allowPositionals: false,
    options: {
      'ws-port': { type: 'string' },
      'tcp-port': { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      'allow-origin': { type: 'string', multiple: true, default: [] },
      'allow-host': { type: 'string', multiple: true, default: [] },
      'idle-timeout': { type: 'string', default: '60s' },
      'max-clients': { type: 'string', default: '10000' },
      'max-frames-per-second': { type: 'string', default: '100000' },
      'max-bytes-per-second': { type: 'string', default: '268435456' },
      ...SERVER_FLAGS,
      'no-heartbeat-reply': { type: 'boolean', default: false },
      messages: { type: 'string' },
      record: { type: 'string' },
      scenario: { type: 'string' },
      clients: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      speed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false, short: 'h' },
      version: { type: 'boolean', default: false },
    },
  });
  const seed = readCount('--seed', values.seed);
  return {
    show: chooseShow(values),
    messagesPath: values.messages,
    recordPath: values.record,
    scenario: values.scenario,
    clients: readCount('--clients', values.clients),
    seed,
    speed: readSpeed(values.speed),
    listen: {
      ...readPorts(values['ws-port'], values['tcp-port']),
      host: values.host,
      allowedOrigins: values['allow-origin'],
      allowedHosts: values['allow-host'],
      idleTimeoutMs: readDuration('--idle-timeout', values['idle-timeout']),
      maxClients: readLimit('--max-clients', values['max-clients']),
      maxFramesPerSecondPerClient: readLimit('--max-frames-per-second', values['max-frames-per-second']),
      maxBytesPerSecondPerClient: readLimit('--max-bytes-per-second', values['max-bytes-per-second']),
      ...readServerFlags(values),
      heartbeatReply: !values['no-heartbeat-reply'],
      seed,
    },
  };
};

const chooseShow = ({ help, version, scenario }: Record<string, unknown>): CliOptions['show'] => {
  if (help === true) return 'help';
  if (version === true) return 'version';
  return scenario === 'list' ? 'scenarios' : undefined;
};

const readCount = (name: string, text: string): number => {
  const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isNaN(count)) return count;
  throw new Error(`${name} takes a whole number from 0 up, not '${text}'`);
};

const readLimit = (name: string, text: string): number => readCount(name, text) || Number.POSITIVE_INFINITY;

const readSpeed = (text: string): number => {
  const speed = /^\d{1,4}(\.\d{1,4})?$/.test(text) ? Number(text) : Number.NaN;
  if (speed > 0) return speed;
  throw new Error(`--speed takes a factor above 0, such as 20 or 0.5, not '${text}'`);
};

const readPorts = (ws: string | undefined, tcp: string | undefined): ListenOptions => {
  if (ws === undefined && tcp === undefined) {
    return { webSocketPort: WS_PORT_BY_DEFAULT, tcpPort: TCP_PORT_BY_DEFAULT };
  }
  return {
    ...(ws === undefined ? {} : { webSocketPort: readPort('--ws-port', ws) }),
    ...(tcp === undefined ? {} : { tcpPort: readPort('--tcp-port', tcp) }),
  };
};

const readPort = (name: string, text: string): number => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new Error(`${name} takes a port from 0 to 65535, not '${text}'`);
};

const readDuration = (name: string, text: string): number => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new Error(`${name} takes a duration such as 10s or 600ms, not '${text}'`);
};
