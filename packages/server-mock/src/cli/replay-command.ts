import { createSystemClock, createWebSocketTransport, type TransportFactory } from '@netmgr/client';
import { createTcpTransport } from '@netmgr/client/node';
import { WebSocket } from 'ws';
import { listenReplay } from '../listen-replay.ts';
import type { Recording } from '../record/recording.ts';
import { readRecordingFile } from '../record/recording-file.ts';
import { replayClient } from '../record/replay-client.ts';
import type { ReplayMismatch } from '../record/replay-mismatch.ts';
import { createScripts } from '../record/replay-script.ts';
import { readCommandLine } from './command-line-error.ts';
import { parseReplayOptions, REPLAY_HELP, type ReplayCliOptions } from './replay-options.ts';

/** A replay that is under way. */
interface Performance {
  /** Resolves when all is played and every connection is gone, or when it was stopped. */
  readonly done: Promise<void>;
  readonly stop: () => void;
}

/** Runs `netmgr-mock replay`. Rejects with an Error whose message is for the user. */
export const runReplay = async (args: readonly string[]): Promise<void> => {
  const options = readCommandLine(() => parseReplayOptions(args));
  if (options === 'help') process.stdout.write(REPLAY_HELP);
  else await replay(options);
};

const replay = async (options: ReplayCliOptions): Promise<void> => {
  const recording = await readRecordingFile(options.path);
  const count = createScripts(recording).length;
  if (count === 0) throw recording.damage ?? new Error(`${options.path} holds no connections`);
  if (recording.damage !== undefined) print(`! played as far as it is sound: ${recording.damage.message}`);
  let differences = 0;
  const onMismatch = ({ kind, connection, offset, detail }: ReplayMismatch): void => {
    differences++;
    print(`! #${connection} ${kind} at byte ${offset}: ${detail}`);
  };
  let isStopped = false;
  let stop = (): void => {};
  const end = (): void => {
    isStopped = true;
    stop();
  };
  // Before anything says that Ctrl-C ends it.
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  const playing = await (options.to === undefined ? serve : dial)(options, recording, onMismatch);
  stop = playing.stop;
  if (isStopped) stop();
  await playing.done;
  stop();
  process.off('SIGINT', end).off('SIGTERM', end);
  const connections = count === 1 ? '1 connection' : `${count} connections`;
  if (isStopped) print('Ended before all was played.');
  else
    print(`Played ${connections}, ${differences === 0 ? 'without a difference' : `with differences: ${differences}`}.`);
  if (isStopped || differences > 0 || recording.damage !== undefined) process.exitCode = 1;
};

type Perform = (
  options: ReplayCliOptions,
  recording: Recording,
  onMismatch: (mismatch: ReplayMismatch) => void,
) => Promise<Performance>;

const serve: Perform = async ({ tcpPort, webSocketPort, speed, patienceMs }, recording, onMismatch) => {
  const server = await listenReplay({ recording, tcpPort, webSocketPort, speed, patienceMs, onMismatch });
  print('netmgr-mock replay is listening; Ctrl-C ends.');
  print(`  WebSocket  ${server.urls.ws}\n  TCP        ${server.urls.tcp}`);
  return { done: server.done, stop: () => void server.close() };
};

const dial: Perform = async ({ to = '', isInsecure, speed, patienceMs }, recording, onMismatch) => {
  print(`netmgr-mock replay dials ${to}; Ctrl-C ends.`);
  const transport = createTransport(to, isInsecure);
  const client = replayClient({ clock: createSystemClock(), recording, transport, speed, patienceMs, onMismatch });
  return { done: client.done, stop: () => client.stop() };
};

const createTransport = (url: string, isInsecure: boolean): TransportFactory => {
  const tls = { rejectUnauthorized: !isInsecure };
  if (/^t/.test(url)) return createTcpTransport(url, { tls });
  // Node 20 has no WebSocket of its own, and none of them takes a certificate on trust.
  class ReplaySocket extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { ...tls, perMessageDeflate: false });
    }
  }
  return createWebSocketTransport(url, { webSocket: ReplaySocket });
};

const print = (lines: string): void => void process.stdout.write(`${lines}\n`);
