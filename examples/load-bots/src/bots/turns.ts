import type { Clock } from '@netmgr/client/node';
import type { Bot } from './bot.ts';
import type { BotScript } from './bot-script.ts';
import { drawPauseMs, type Pace } from './duration.ts';
import type { Observer } from './observer.ts';

// Turns follow a plan that is made without regard to the server: the next is planned so long after the last *plan*, not after the last
// reply. So a slow server does not lower the load that shows how slow it is, and what waits behind a slow reply is measured from its plan.

/** What taking turns needs. */
export interface TurnsOptions {
  readonly bot: Bot;
  readonly script: BotScript;
  /** A mean of 0 has no plan: the next turn begins when the last has ended. */
  readonly pace: Pace;
  readonly clock: Clock;
  readonly observer: Observer;
}

interface Session {
  isOver: boolean;
  wake: (() => void) | undefined;
}

/** Lets a bot take turns whenever it is connected, until `stop()`. */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #unsubscribe: readonly (() => void)[];
  #session: Session | undefined;
  #playing: Promise<unknown> = Promise.resolve();
  #hasPlan = false;
  #nextAt = 0;

  constructor(options: TurnsOptions) {
    this.#options = options;
    const { net } = options.bot;
    this.#unsubscribe = [net.on('connected', () => this.#begin()), net.on('disconnected', () => this.#end())];
    if (net.state === 'connected') this.#begin();
  }

  /** Begins no further turn, and resolves when that in flight is over. */
  async stop(): Promise<void> {
    for (const off of this.#unsubscribe) off();
    this.#end();
    this.#skipTo(this.#options.clock.now());
    await this.#playing;
  }

  #begin(): void {
    const session: Session = { isOver: false, wake: undefined };
    this.#session = session;
    // A turn of the lost connection may still be busy with its own failure.
    this.#playing = Promise.all([this.#playing, this.#play(session)]);
  }

  #end(): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    session.isOver = true;
    session.wake?.();
  }

  async #play(session: Session): Promise<void> {
    const { bot, script, pace, clock, observer } = this.#options;
    if (!(await this.#succeeds(() => script.onConnect?.(bot))) || script.loop === undefined || session.isOver) return;
    this.#plan(clock.now());
    let freeAt = clock.now();
    while (await this.#isTime(session)) {
      const plannedAt = this.#nextAt;
      this.#nextAt += drawPauseMs(pace, bot.random);
      observer.turn(Math.max(0, clock.now() - Math.max(plannedAt, freeAt)));
      bot.beLate(Math.max(0, freeAt - plannedAt));
      await this.#succeeds(() => script.loop?.(bot));
      freeAt = clock.now();
      if (pace.meanMs === 0) this.#nextAt = freeAt;
    }
  }

  /** Plans the first turn, a part of the pace from now, so that bots do not march; later leaves out what an outage has cost. */
  #plan(now: number): void {
    const { bot, pace } = this.#options;
    if (!this.#hasPlan) this.#nextAt = now + bot.random() * pace.meanMs;
    else if (pace.meanMs === 0) this.#nextAt = now;
    else this.#skipTo(now);
    this.#hasPlan = true;
  }

  /** Waits for the time of the next turn; `false` when there is none on this connection. */
  #isTime(session: Session): Promise<boolean> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      if (session.isOver) return resolve(false);
      const delayMs = Math.max(0, this.#nextAt - clock.now());
      const cancel = clock.after(delayMs, () => resolve(!session.isOver));
      session.wake = () => {
        cancel();
        resolve(false);
      };
    });
  }

  async #succeeds(run: () => void | Promise<void>): Promise<boolean> {
    try {
      await run();
      return true;
    } catch (error) {
      this.#options.bot.fail(error);
      return false;
    }
  }

  /** Leaves out the turns that were planned for a time that is over. */
  #skipTo(now: number): void {
    const { bot, pace, observer } = this.#options;
    if (!this.#hasPlan || pace.meanMs === 0) return;
    let missed = 0;
    for (; this.#nextAt < now; missed++) this.#nextAt += drawPauseMs(pace, bot.random);
    if (missed > 0) observer.missed(missed);
  }
}
