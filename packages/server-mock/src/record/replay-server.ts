import type { TransportFactory } from '@netmgr/client';
import { createHop } from '../link/hop.ts';
import type { Link, LinkListener } from '../link/link.ts';
import { MemoryNetwork } from '../link/memory-transport.ts';
import type { Caller, Listener } from '../listen/listener.ts';
import { TimerGroup } from '../time/timer-group.ts';
import { LinePlayer, type ReplayPace } from './line-player.ts';
import type { ReplayMismatch } from './replay-mismatch.ts';
import { checkReplayOptions, createPace, type ReplayOptions } from './replay-options.ts';
import { createScripts, type ReplayScript } from './replay-script.ts';

/** Plays the server of a recording: whoever connects first gets its first connection, and so on; later ones are refused. */
export class ReplayServer {
  /** Resolves when everything was played and every connection is gone, or once it was closed. */
  readonly done: Promise<void>;
  readonly #resolve: () => void;
  readonly #timers: TimerGroup;
  readonly #pace: ReplayPace;
  readonly #scripts: readonly ReplayScript[];
  readonly #listeners: readonly Listener[];
  readonly #entered: ReplayScript[] = [];
  readonly #lines: Map<Link, LinePlayer> = new Map();
  #dialCount = 0;
  #playedCount = 0;
  #isClosed = false;

  /** Builds a server over listeners of any kind; nobody can connect before `open()`. */
  constructor(options: ReplayOptions, listeners: readonly Listener[]) {
    checkReplayOptions(options);
    let settle = (): void => {};
    this.done = new Promise((resolve) => {
      settle = resolve;
    });
    this.#resolve = () => settle();
    this.#timers = new TimerGroup(options.clock);
    this.#pace = createPace({ ...options, clock: this.#timers });
    this.#scripts = createScripts(options.recording);
    this.#listeners = listeners;
  }

  /** Lists where the live clients differed from the recorded ones. */
  get mismatches(): readonly ReplayMismatch[] {
    return this.#pace.mismatches.all;
  }

  /** Counts the connections that were played to their end, and the dials that were refused as in the recording. */
  get playedCount(): number {
    return this.#playedCount;
  }

  /** Tells whether the whole recording was played. */
  get isDone(): boolean {
    return this.#playedCount === this.#scripts.length;
  }

  /** Counts the connections that have not closed. */
  get openLinks(): number {
    return this.#lines.size;
  }

  /** Counts the timers that the replay has armed. */
  get armedTimers(): number {
    return this.#timers.armedCount;
  }

  /** Opens all listeners. */
  async open(): Promise<void> {
    await Promise.all(
      this.#listeners.map((listener) =>
        listener.open(
          (link) => this.#accept(link),
          (caller) => this.#answer(caller),
        ),
      ),
    );
  }

  /** Takes no more connections and breaks those that are open. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const [link, player] of this.#lines) {
      player.stop();
      link.reset();
    }
    this.#timers.disarmAll();
    await Promise.all(this.#listeners.map((listener) => listener.close()));
    this.#resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #answer(caller: Caller): () => void {
    const script = this.#scripts[this.#dialCount++];
    if (script === undefined || this.#isClosed) {
      caller.refuse();
      return () => {};
    }
    return this.#after(script.dialMs / this.#pace.speed, () => {
      if (!script.hasOpened) {
        caller.refuse();
        this.#notePlayed();
        return;
      }
      this.#entered.push(script);
      caller.enter();
    });
  }

  #notePlayed(): void {
    this.#playedCount++;
    this.#resolveIfOver();
  }

  #resolveIfOver(): void {
    if (this.isDone && this.#lines.size === 0) this.#resolve();
  }

  #after(ms: number, fn: () => void): () => void {
    if (ms > 0) return this.#timers.after(ms, fn);
    fn();
    return () => {};
  }

  #accept(link: Link): LinkListener | undefined {
    const script = this.#entered.shift();
    if (script === undefined || this.#isClosed) return undefined;
    const player = new LinePlayer({
      pace: this.#pace,
      script,
      own: 'down',
      line: link,
      onDone: () => this.#notePlayed(),
    });
    this.#lines.set(link, player);
    return {
      onBytes: (bytes) => player.onBytes(bytes),
      onEnd: () => player.onEnd(),
      onViolation: () => player.onEnd(),
      onClose: () => {
        this.#lines.delete(link);
        player.onGone();
        this.#resolveIfOver();
      },
    };
  }
}

/** A server that plays a recording, reached through memory. */
export interface MemoryReplayServer extends ReplayServer {
  /** Dials the replay; give it to `NetMgr` as `transport`. */
  readonly transport: TransportFactory;
}

/** Creates a server in memory that plays the server's side of a recording. It is open at once, and runs anywhere. */
export const createReplayServer = (options: ReplayOptions): MemoryReplayServer => {
  checkReplayOptions(options);
  return new MemoryReplay(options, new MemoryNetwork(createHop(options.clock)));
};

class MemoryReplay extends ReplayServer implements MemoryReplayServer {
  readonly transport: TransportFactory;

  constructor(options: ReplayOptions, network: MemoryNetwork) {
    super(options, [network]);
    this.transport = network.transport;
    void this.open();
  }
}
