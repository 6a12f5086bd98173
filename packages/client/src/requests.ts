import type { Clock } from './clock.ts';
import { type TimerListener, TimerTable } from './connection/timer-table.ts';
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
  readonly resolve: (reply: never) => void;
  readonly reject: (error: NetMgrError) => void;
}

/** Matches replies to requests, oldest first. Invariant: a request waits as long as its slot in the table of timers is taken. */
export class Requests implements TimerListener<Pending> {
  readonly #pending: TimerTable<Pending>;

  constructor(clock: Clock) {
    this.#pending = new TimerTable(clock, this);
  }

  get armedCount(): number {
    return this.#pending.armedCount;
  }

  /**
   * Sends a request by `send` and waits for its reply. The promise rejects with `REQUEST_TIMEOUT`, with what `rejectAll` is given, or with
   * what `send` throws. It waits before `send` is called, which may end in `rejectAll`. `send` is given who waits for the frame.
   */
  add<R>(spec: RequestSpec<R>, send: (owner: FrameOwner) => void): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const all = this.#pending;
      const pending: Pending = {
        spec: spec as RequestSpec<never>,
        resolve: resolve as Pending['resolve'],
        reject,
        get isSettled() {
          return !all.has(pending);
        },
        onDropped: () => {
          all.disarm(pending);
          reject(new UsageError('NOT_CONNECTED', `${spec.what} was dropped: no connection`));
        },
      };
      all.arm(pending, spec.timeoutMs);
      try {
        send(pending);
      } catch (error) {
        all.disarm(pending);
        throw error;
      }
    });
  }

  /** Tells whether a request waits for messages of type `id`. */
  awaits(id: number): boolean {
    for (const { spec } of this.#pending.names) if (spec.replyId === id) return true;
    return false;
  }

  /** Gives `message` to the oldest request that it answers; tells whether there was one. */
  settle(id: number, message: unknown): boolean {
    for (const pending of this.#pending.names) {
      if (pending.spec.replyId !== id || !this.#matches(pending, message)) continue;
      this.#pending.disarm(pending);
      pending.resolve(message as never);
      return true;
    }
    return false;
  }

  /** Rejects every request. */
  rejectAll(error: NetMgrError): void {
    const all = [...this.#pending.names];
    this.#pending.disarmAll();
    for (const { reject } of all) reject(error);
  }

  onTimeout(pending: Pending): void {
    const { spec, reject } = pending;
    this.#pending.disarm(pending);
    reject(new ConnectionError('REQUEST_TIMEOUT', `no reply to ${spec.what} within ${spec.timeoutMs} ms`));
  }

  #matches(pending: Pending, message: unknown): boolean {
    try {
      return pending.spec.matches(message as never);
    } catch (cause) {
      this.#pending.disarm(pending);
      pending.reject(new UsageError('HANDLER_FAILED', `matching a reply to ${pending.spec.what} threw`, cause));
      return false;
    }
  }
}
