import { expect, it } from 'vitest';
import { LISTEN_OPTION_NAMES } from '../node-mock-server.ts';
import { resolveOptions } from '../options.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { HELP, parseCliOptions } from './cli-options.ts';

/** The flags of each option, and what they make of it. */
const FLAGS: Readonly<Record<string, readonly [args: readonly string[], value: unknown]>> = {
  tcpPort: [['--tcp-port=1'], 1],
  webSocketPort: [['--ws-port=2'], 2],
  host: [['--host=::1'], '::1'],
  allowedOrigins: [['--allow-origin=*'], ['*']],
  allowedHosts: [['--allow-host=*'], ['*']],
  seed: [['--seed=5'], 5],
  heartbeatReply: [['--no-heartbeat-reply'], false],
  goodbye: [['--no-goodbye'], false],
  askHeartbeats: [['--ask-heartbeats=5s,600ms,idle'], { intervalMs: 5000, timeoutMs: 600, when: 'idle' }],
  systemIds: [['--heart-id=-1', '--quit-id=2'], { heart: -1, quit: 2 }],
  maxBodyBytes: [['--max-body=7'], 7],
  tcpKeepAliveMs: [['--tcp-keep-alive=5s'], 5000],
  maxWebSocketMessageBytes: [['--max-ws-message=7'], 7],
  idleTimeoutMs: [['--idle-timeout=2s'], 2000],
  idleScanIntervalMs: [['--idle-scan=20ms'], 20],
  frameTimeoutMs: [['--frame-timeout=0'], 0],
  closeTimeoutMs: [['--close-timeout=2s'], 2000],
  maxClients: [['--max-clients=3'], 3],
  maxQueuedBytesPerClient: [['--max-queued=7'], 7],
  maxFramesPerSecondPerClient: [['--max-frames-per-second=7'], 7],
  maxBytesPerSecondPerClient: [['--max-bytes-per-second=7'], 7],
  maxRecorded: [['--max-recorded=0'], 0],
  maxRecordedBytes: [['--max-recorded-bytes=7'], 7],
};

/** Those that cannot be written on a command line, or are more than an option; the README lists them too. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  messages: '--messages names a module',
  clock: "--speed makes it faster than the host's",
  layout: 'frames of another shape need code',
};

it('stand for every option of a server, but for the exceptions that are listed', () => {
  const options = [...Object.keys(resolveOptions({}, new VirtualClock())), ...LISTEN_OPTION_NAMES];
  expect([...Object.keys(FLAGS), ...Object.keys(EXCEPTIONS)].sort()).toEqual(options.sort());
});

it.each(Object.entries(FLAGS))('set %s, and help tells of them', (name, [args, value]) => {
  expect(parseCliOptions(args).listen).toHaveProperty(name, value);
  for (const arg of args) expect(HELP).toContain(arg.split('=')[0]);
});

it('leave to the server what they were not given for', () => {
  const { listen } = parseCliOptions([]);
  for (const name of ['goodbye', 'askHeartbeats', 'maxBodyBytes', 'frameTimeoutMs'])
    expect(listen).not.toHaveProperty(name);
  expect(parseCliOptions(['--ask-heartbeats=5s,2s']).listen.askHeartbeats).toEqual({
    intervalMs: 5000,
    timeoutMs: 2000,
    when: 'always',
  });
});

it.each([
  [
    '--ask-heartbeats=5s',
    "--ask-heartbeats takes an interval and a timeout such as 5s,2s, and idle behind a further comma, not '5s'",
  ],
  ['--ask-heartbeats=5s,2s,often', '--ask-heartbeats takes an interval'],
  ['--ask-heartbeats=5s,2s,idle,idle', '--ask-heartbeats takes an interval'],
  ['--frame-timeout=soon', "--frame-timeout takes a duration such as 10s or 600ms, not 'soon'"],
  ['--max-body=1kB', "--max-body takes a whole number from 0 up, not '1kB'"],
  ['--max-queued=-1', '--max-queued takes a whole number from 0 up'],
  ['--heart-id=2147483648', "--heart-id takes a whole number of 32 bits, not '2147483648'"],
  ['--quit-id=0x7', '--quit-id takes a whole number of 32 bits'],
])('refuse %s', (arg, message) => {
  expect(() => parseCliOptions([arg])).toThrow(message);
});
