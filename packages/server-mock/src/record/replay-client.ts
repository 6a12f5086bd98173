import type { Transport, TransportFactory, TransportListener } from '@netmgr/client';
import { checkFunction } from '../check-option.ts';
import { TimerGroup } from '../time/timer-group.ts';
import { LinePlayer, type ReplayPace } from './line-player.ts';
import type { ReplayMismatch } from './replay-mismatch.ts';
import { checkReplayOptions, createPace, type ReplayOptions } from './replay-options.ts';
import { createScripts, type ReplayScript } from './replay-script.ts';

/** How a recording is replayed to a live server. */
export interface ReplayClientOptions extends ReplayOptions {
  /** Dials the server, such as `server.transport` or `createWebSocketTransport(url)`. */
  readonly transport: TransportFactory;
}

/** A replay of the client's side that is under way. */
export interface ReplayClient {
  /** Resolves when everything was played and every connection is gone; those that the recording leaves open are ended then. */
  readonly done: Promise<void>;
  /** Lists where the live server differed from the recorded one. */
  readonly mismatches: readonly ReplayMismatch[];
  /** Counts the connections that have not closed. */
  readonly openLinks: number;
  /** Counts the timers that the replay has armed. */
  readonly armedTimers: number;
  /** Ends it at once: every connection is broken. Idempotent. */
  stop(): void;
}

/**
 * Plays the client's side of a recording against a live server. Each connection is dialled at its recorded time, and not before
 * those are over that were over by then.
 */
export const replayClient = (options: ReplayClientOptions): ReplayClient => new ClientReplay(options);

class ClientReplay implements ReplayClient {
  readonly done: Promise<void>;
  readonly #timers: TimerGroup;
  readonly #pace: ReplayPace;
  readonly #transport: TransportFactory;
  readonly #scripts: readonly ReplayScript[];
  readonly #order: DialOrder;
  readonly #startedAt: number;
  readonly #lines: Set<ClientLine> = new Set();
  readonly #resolve: () => void;
  #dialCount = 0;
  #playedCount = 0;
  #disarm: (() => void) | undefined;

  constructor(options: ReplayClientOptions) {
    checkReplayOptions(options, ['transport']);
    checkFunction('transport', options.transport);
    const { promise, resolve } = withResolver();
    this.done = promise;
    this.#resolve = resolve;
    this.#timers = new TimerGroup(options.clock);
    this.#pace = createPace({ ...options, clock: this.#timers });
    this.#transport = options.transport;
    this.#scripts = createScripts(options.recording);
    this.#order = new DialOrder(this.#scripts);
    this.#startedAt = this.#timers.now();
    this.#goOn();
  }

  get mismatches(): readonly ReplayMismatch[] {
    return this.#pace.mismatches.all;
  }

  get openLinks(): number {
    return this.#lines.size;
  }

  get armedTimers(): number {
    return this.#timers.armedCount;
  }

  stop(): void {
    this.#dialCount = this.#scripts.length;
    this.#playedCount = this.#scripts.length;
    this.#timers.disarmAll();
    for (const line of this.#lines) line.abort();
    this.#settle();
  }

  #goOn(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    for (let next = this.#scripts[this.#dialCount]; next !== undefined; next = this.#scripts[this.#dialCount]) {
      if (!this.#order.mayDial(next)) return;
      const dueMs = (next.beganAt - (this.#scripts[0]?.beganAt ?? 0)) / this.#pace.speed;
      const waitMs = this.#startedAt + dueMs - this.#timers.now();
      if (waitMs > 0) {
        this.#disarm = this.#timers.after(waitMs, () => this.#goOn());
        return;
      }
      this.#dialCount++;
      this.#dial(next);
    }
    this.#settle();
  }

  #settle(): void {
    if (this.#playedCount < this.#scripts.length) return;
    for (const line of this.#lines) line.leave();
    if (this.#lines.size === 0) this.#resolve();
  }

  #dial(script: ReplayScript): void {
    const line = new ClientLine(this.#pace, script, {
      onPlayed: () => {
        this.#playedCount++;
        this.#order.noteOver(script);
        this.#goOn();
      },
      onGone: () => {
        this.#lines.delete(line);
        this.#settle();
      },
    });
    this.#lines.add(line);
    line.dial(this.#transport);
  }
}

/** Knows which connections must be over before another is dialled: those that were, in the recording. */
class DialOrder {
  readonly #byEnd: readonly ReplayScript[];
  readonly #over: Set<ReplayScript> = new Set();
  #overCount = 0;

  constructor(scripts: readonly ReplayScript[]) {
    this.#byEnd = scripts.toSorted((a, b) => (a.overIndex < b.overIndex ? -1 : Number(a.overIndex > b.overIndex)));
  }

  noteOver(script: ReplayScript): void {
    this.#over.add(script);
    for (let next = this.#byEnd[this.#overCount]; next !== undefined; next = this.#byEnd[++this.#overCount]) {
      if (!this.#over.delete(next)) return;
    }
  }

  mayDial(script: ReplayScript): boolean {
    const firstNotOver = this.#byEnd[this.#overCount];
    return firstNotOver === undefined || firstNotOver.overIndex > script.beganIndex;
  }
}

/** How long a server may take to end a connection that has ended for its client. */
const LEAVE_MS = 1000;

/** Hears from one connection. */
interface LineOwner {
  /** All was played, or nothing more can be. Once. */
  onPlayed(): void;
  /** The connection is gone. Once. */
  onGone(): void;
}

/** One connection that is played to a live server. */
class ClientLine implements TransportListener {
  readonly #pace: ReplayPace;
  readonly #script: ReplayScript;
  readonly #owner: LineOwner;
  #transport: Transport | undefined;
  #player: LinePlayer | undefined;
  #isPlayed = false;
  #isLeaving = false;
  #disarm: (() => void) | undefined;

  constructor(pace: ReplayPace, script: ReplayScript, owner: LineOwner) {
    this.#pace = pace;
    this.#script = script;
    this.#owner = owner;
  }

  dial(factory: TransportFactory): void {
    this.#transport = factory(this);
  }

  /** Ends it in good order, so that what was played arrives, and breaks it when the server does not end it too. */
  leave(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    this.#disarm = this.#pace.clock.after(LEAVE_MS, () => this.#transport?.abort());
    this.#transport?.close();
  }

  /** Breaks it, and plays nothing more. */
  abort(): void {
    this.#player?.stop();
    this.#isPlayed = true;
    this.#isLeaving = true;
    this.#transport?.abort();
  }

  onOpen(): void {
    if (this.#isPlayed) return;
    if (!this.#script.hasOpened) {
      this.#report('opened', 'the dial opened a connection; in the recording it failed');
      this.#finish();
      return;
    }
    this.#player = new LinePlayer({
      pace: this.#pace,
      script: this.#script,
      own: 'up',
      line: {
        send: (bytes) => this.#transport?.send(bytes),
        end: () => this.#transport?.close(),
        reset: () => this.#transport?.abort(),
      },
      onDone: () => this.#finish(),
    });
  }

  onBytes(bytes: Uint8Array): void {
    this.#player?.onBytes(bytes);
  }

  onClose({ how, detail }: { readonly how: string; readonly detail?: string | undefined }): void {
    if (how === 'failed' && this.#script.hasOpened && !this.#isPlayed) {
      this.#report(
        'failed',
        `the dial failed${detail === undefined ? '' : `: ${detail}`}; in the recording it succeeded`,
      );
    }
    this.#isLeaving = true;
    this.#disarm?.();
    if (this.#player === undefined) this.#finish();
    else this.#player.onGone();
    this.#owner.onGone();
  }

  #finish(): void {
    if (this.#isPlayed) return;
    this.#isPlayed = true;
    if (this.#script.overIndex !== Number.POSITIVE_INFINITY) this.leave();
    this.#owner.onPlayed();
  }

  #report(kind: 'opened' | 'failed', detail: string): void {
    this.#pace.mismatches.add({ kind, connection: this.#script.connection, offset: 0, detail });
  }
}

const withResolver = (): { promise: Promise<void>; resolve: () => void } => {
  let resolve = (): void => {};
  const promise = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
};
