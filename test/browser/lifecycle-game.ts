// The page of lifecycle.e2e.test.ts: a game that shows its NetMgr to the test. Options come as JSON in the URL's hash.

import { NetMgr, type NetMgrEvents, type NetMgrOptions } from '@netmgr/client';
import { type WorkerClock, workerClock } from '@netmgr/client/worker-clock';

/** What the page is told to do. */
export interface GameOptions {
  readonly url: string;
  /** Keeps the timers in a worker. */
  readonly punctual?: boolean;
  /** Keeps timers of a second each, to show how the browser runs them. */
  readonly metronomes?: boolean;
  /** Paints something; Chromium takes a page that did not for one that still loads. */
  readonly painted?: boolean;
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
  /** When the metronomes ticked, in milliseconds since 1970: by the timers of the page, and by those of `clock`. */
  readonly ticks: { readonly own: number[]; readonly worker: number[] };
  /** Resolves when the server has echoed a frame. Asks again on each new connection, as what an old one was given may be lost. */
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

const {
  url,
  punctual,
  metronomes,
  painted,
  net: options,
} = JSON.parse(decodeURIComponent(location.hash.slice(1))) as GameOptions;
const clock = punctual ? workerClock() : undefined;
const net = new NetMgr({ url, ...options, ...(clock && { clock }) });
const events: SeenEvent[] = [];
const ticks: LifecycleGame['ticks'] = { own: [], worker: [] };
const echoes: (() => void)[] = [];

const detailOf = (event: string, args: readonly unknown[]): string => {
  const [first] = args as [{ code?: string; error?: { code?: string }; delayMs?: number; kind?: string }];
  if (event === 'reconnecting') return String(first.delayMs);
  return String(first?.code ?? first?.error?.code ?? first?.kind ?? first);
};

const tick = (after: (ms: number, fn: () => void) => void, times: number[]): void => {
  times.push(wallNow());
  after(1000, () => tick(after, times));
};
if (metronomes) tick((ms, fn) => setTimeout(fn, ms), ticks.own);
if (metronomes && clock) tick((ms, fn) => clock.after(ms, fn), ticks.worker);

for (const event of ['state', 'suspect', 'disconnected', 'reconnecting', 'closed', 'error'] as const)
  net.on(event, (...args: unknown[]) => events.push({ at: wallNow(), event, detail: detailOf(event, args) }));
const ask = (): void => {
  net.sendFrame(ECHO_ID, Uint8Array.of(1));
};
net.on('connected', () => echoes.forEach(ask));
net.on('unhandled', () => echoes.shift()?.());

window.game = {
  net,
  clock,
  events,
  ticks,
  echo: () =>
    new Promise((resolve) => {
      echoes.push(resolve);
      ask();
    }),
};
if (painted) document.body.append('A game');
void net.connect();
