// The page of lifecycle.e2e.test.ts: a game that shows its NetMgr to the test. Options come as JSON in the URL's hash.

import { NetMgr, type NetMgrEvents, type NetMgrOptions } from '@netmgr/client';
import { type WorkerClock, workerClock } from '@netmgr/client/worker-clock';

/** What the page is told to do. */
export interface GameOptions {
  readonly url: string;
  /** Keeps the timers in a worker. */
  readonly punctual?: boolean;
  readonly net?: Omit<NetMgrOptions, 'url' | 'clock'>;
}

/** One event of the NetMgr, in milliseconds since 1970. */
export interface SeenEvent {
  readonly at: number;
  readonly event: keyof NetMgrEvents;
  readonly detail: string;
}

/** What the test finds in the page. */
export interface LifecycleGame {
  readonly net: NetMgr;
  readonly clock: WorkerClock | undefined;
  readonly events: SeenEvent[];
  /** Tells the round trip of one request-like exchange: a frame that the server echoes. */
  echo(): Promise<void>;
}

declare global {
  interface Window {
    game: LifecycleGame;
  }
}

const ECHO_ID = 2001;
/** The calendar as it was before a test let a laptop sleep. */
const wallNow = Date.now.bind(Date);

const { url, punctual, net: options } = JSON.parse(decodeURIComponent(location.hash.slice(1))) as GameOptions;
const clock = punctual ? workerClock() : undefined;
const net = new NetMgr({ url, ...options, ...(clock && { clock }) });
const events: SeenEvent[] = [];
const echoes: (() => void)[] = [];

const detailOf = (event: string, args: readonly unknown[]): string => {
  const [first] = args as [{ code?: string; error?: { code?: string }; delayMs?: number; kind?: string }];
  if (event === 'reconnecting') return String(first.delayMs);
  return String(first?.code ?? first?.error?.code ?? first?.kind ?? first);
};

for (const event of ['state', 'suspect', 'disconnected', 'reconnecting', 'closed', 'error'] as const)
  net.on(event, (...args: unknown[]) => events.push({ at: wallNow(), event, detail: detailOf(event, args) }));
net.on('unhandled', () => echoes.shift()?.());

window.game = {
  net,
  clock,
  events,
  echo: () =>
    new Promise((resolve) => {
      echoes.push(resolve);
      net.sendFrame(ECHO_ID, Uint8Array.of(1));
    }),
};
void net.connect();
