import type { Clock, NodeNetMgrOptions } from '@netmgr/client/node';
import { createSeededRandom } from '@netmgr/server-mock';
import { Bot } from './bot.ts';
import type { BotScript } from './bot-script.ts';
import type { Pace } from './duration.ts';
import type { Observer } from './observer.ts';
import { waitAtMost } from './pause.ts';
import { Turns } from './turns.ts';

/** How many bots, and how they behave. */
export interface FleetOptions {
  /** Where they connect: a `url`, or a `transport` for tests. */
  readonly dial: Pick<NodeNetMgrOptions, 'url' | 'transport'>;
  readonly bots: number;
  /** How long it takes until all have begun, one after the other at equal distances. */
  readonly rampMs: number;
  readonly pace: Pace;
  readonly script: BotScript;
  /** The message types that `bot.type` finds by name, besides those of the script. */
  readonly messages: NonNullable<NodeNetMgrOptions['messages']>;
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
  readonly seed: number;
  readonly observer: Observer;
}

/** How many bots are where, and what has gone over their connections. */
export interface FleetStatus {
  /** Not begun yet. */
  readonly waiting: number;
  /** On their way to their first connection. */
  readonly connecting: number;
  readonly online: number;
  /** On their way back. */
  readonly reconnecting: number;
  /** Sent away by the server for good. */
  readonly gone: number;
  /** Have begun, wherever they are now; the ramp held back the others. */
  readonly begun: number;
  readonly messagesOut: number;
  readonly messagesIn: number;
  readonly reconnects: number;
}

/** How long turns in flight may take to end after the run. */
const DRAIN_MS = 2000;

/** Lets many bots begin one after the other, and ends them together. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #bots: readonly Bot[];
  readonly #turns: Turns[] = [];
  readonly #cancels: (() => void)[] = [];
  readonly #wereOnline: Set<Bot> = new Set();

  /** Throws a `UsageError` that names the option or message that cannot work. */
  constructor(options: FleetOptions) {
    this.#options = options;
    const net = netOptionsOf(options);
    const { clock, observer, requestTimeoutMs, seed } = options;
    this.#bots = Array.from({ length: options.bots }, (_, index) => {
      const random = createSeededRandom(seed * 65_537 + index);
      return new Bot({ number: index + 1, net, clock, random, observer, requestTimeoutMs });
    });
  }

  /** Lets the first bot begin now, and the others as the ramp says. */
  start(): void {
    const { clock, rampMs } = this.#options;
    for (const bot of this.#bots) {
      const delayMs = ((bot.number - 1) * rampMs) / this.#bots.length;
      this.#cancels.push(clock.after(delayMs, () => this.#begin(bot)));
    }
  }

  /** Begins no further turn, gives those in flight two seconds, and lets every bot say Quit. */
  async stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    const drained = Promise.all(this.#turns.map((turns) => turns.stop()));
    await waitAtMost(DRAIN_MS, drained, this.#options.clock);
    await Promise.all(this.#bots.map((bot) => bot.close()));
    // What waited is rejected now; a script that waits for something else keeps nobody.
    await waitAtMost(DRAIN_MS, drained, this.#options.clock);
  }

  get status(): FleetStatus {
    const status = { waiting: 0, connecting: 0, online: 0, reconnecting: 0, gone: 0 };
    const totals = { messagesOut: 0, messagesIn: 0, reconnects: 0 };
    for (const bot of this.#bots) {
      status[this.#placeOf(bot)]++;
      const { framesOut, framesIn, reconnects } = bot.net.stats;
      totals.messagesOut += framesOut;
      totals.messagesIn += framesIn;
      totals.reconnects += reconnects;
    }
    return { ...status, ...totals, begun: this.#turns.length };
  }

  #begin(bot: Bot): void {
    const { script, pace, clock, observer } = this.#options;
    bot.net.once('connected', () => void this.#wereOnline.add(bot));
    this.#turns.push(new Turns({ bot, script, pace, clock, observer }));
    // The bot has counted it.
    bot.connect().catch(() => {});
  }

  #placeOf(bot: Bot): 'waiting' | 'connecting' | 'online' | 'reconnecting' | 'gone' {
    const { state } = bot.net;
    if (state === 'connected') return 'online';
    if (state === 'idle') return 'waiting';
    if (state === 'closed' || state === 'closing') return 'gone';
    return this.#wereOnline.has(bot) ? 'reconnecting' : 'connecting';
  }
}

const netOptionsOf = ({ dial, script, messages, pace }: FleetOptions): NodeNetMgrOptions => {
  const asksHeartbeats = script.measures === 'heartbeats' && pace.meanMs > 0;
  return {
    ...(asksHeartbeats ? { heartbeat: { intervalMs: pace.meanMs } } : {}),
    retryFirstConnect: true,
    ...script.options,
    ...dial,
    messages: [...new Set([...(script.messages ?? []), ...messages])],
  };
};
