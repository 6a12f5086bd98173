import type { Clock } from './clock.ts';
import { ConnectionError, type NetMgrError, UsageError } from './errors.ts';
import type { FrameOwner } from './offline-queue.ts';

/** One request that waits for its reply. */
export interface RequestSpec<R> {
  readonly replyId: number;
  /** Named in the timeout's message. */
  readonly what: string;
  readonly timeoutMs: number;
  /** Tells whether a message of the reply's type is the reply. */
  readonly matches: (reply: R) => boolean;
}

interface Pending extends FrameOwner {
  readonly spec: RequestSpec<never>;
  readonly dueAt: number;
  readonly resolve: (reply: never) => void;
  readonly reject: (error: NetMgrError) => void;
}

/** Matches replies to requests, oldest first. Invariant: with requests pending one timer is armed, no later than the earliest deadline; without, none. */
export class Requests {
  readonly #clock: Clock;
  readonly #pending: Set<Pending> = new Set();
  #disarm: (() => void) | undefined;
  #armedFor = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get armedCount(): number {
    return this.#disarm === undefined ? 0 : 1;
  }

  /**
   * Sends a request by `send` and waits for its reply. The promise rejects with `REQUEST_TIMEOUT`, with what `rejectAll` is given, or with
   * what `send` throws. It waits before `send` is called, which may end in `rejectAll`. `send` is given who waits for the frame.
   */
  add<R>(spec: RequestSpec<R>, send: (owner: FrameOwner) => void): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const dueAt = this.#clock.now() + spec.timeoutMs;
      const all = this.#pending;
      const pending: Pending = {
        spec: spec as RequestSpec<never>,
        dueAt,
        resolve: resolve as Pending['resolve'],
        reject,
        get isSettled() {
          return !all.has(pending);
        },
        onDropped: () => {
          this.#remove(pending);
          reject(new UsageError('NOT_CONNECTED', `${spec.what} was dropped before there was a connection`));
        },
      };
      all.add(pending);
      if (dueAt < this.#armedFor) this.#armFor(dueAt);
      try {
        send(pending);
      } catch (error) {
        this.#remove(pending);
        throw error;
      }
    });
  }

  /** Tells whether a request waits for messages of type `id`. */
  awaits(id: number): boolean {
    for (const { spec } of this.#pending) if (spec.replyId === id) return true;
    return false;
  }

  /** Gives `message` to the oldest request that it answers; tells whether there was one. */
  settle(id: number, message: unknown): boolean {
    for (const pending of this.#pending) {
      if (pending.spec.replyId !== id || !this.#matches(pending, message)) continue;
      this.#remove(pending);
      pending.resolve(message as never);
      return true;
    }
    return false;
  }

  /** Rejects every request. */
  rejectAll(error: NetMgrError): void {
    const all = [...this.#pending];
    this.#pending.clear();
    this.#armFor(Number.POSITIVE_INFINITY);
    for (const { reject } of all) reject(error);
  }

  #matches(pending: Pending, message: unknown): boolean {
    try {
      return pending.spec.matches(message as never);
    } catch (cause) {
      this.#remove(pending);
      pending.reject(new UsageError('HANDLER_FAILED', `matching a reply to ${pending.spec.what} threw`, cause));
      return false;
    }
  }

  #remove(pending: Pending): void {
    this.#pending.delete(pending);
    if (this.#pending.size === 0) this.#armFor(Number.POSITIVE_INFINITY);
  }

  #armFor(dueAt: number): void {
    this.#disarm?.();
    this.#disarm = undefined;
    this.#armedFor = dueAt;
    if (dueAt === Number.POSITIVE_INFINITY) return;
    this.#disarm = this.#clock.after(Math.max(0, dueAt - this.#clock.now()), () => this.#expire());
  }

  #expire(): void {
    const now = this.#clock.now();
    let earliest = Number.POSITIVE_INFINITY;
    for (const pending of this.#pending) {
      if (pending.dueAt > now) {
        earliest = Math.min(earliest, pending.dueAt);
        continue;
      }
      this.#pending.delete(pending);
      const { what, timeoutMs } = pending.spec;
      pending.reject(new ConnectionError('REQUEST_TIMEOUT', `no reply to ${what} within ${timeoutMs} ms`));
    }
    this.#armFor(earliest);
  }
}
