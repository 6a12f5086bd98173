import type { Clock } from './clock.ts';
import { ConnectionError, type NetMgrError, UsageError } from './errors.ts';
import type { FrameOwner } from './offline-queue.ts';
import { MAX_DELAY_MS } from './option-checks.ts';

/** One request that waits for its reply. */
export interface RequestSpec<R> {
  readonly replyId: number;
  /** Named in the timeout's message. */
  readonly what: string;
  readonly timeoutMs: number;
  /** Tells whether a message of the reply's type is the reply. */
  readonly matches: (reply: R) => boolean;
}

interface Pending extends FrameOwner, RequestSpec<never> {
  /** Stops the timer. */
  readonly disarm: (() => void) | undefined;
  readonly resolve: (reply: never) => void;
  readonly giveUp: (error: NetMgrError) => void;
}

/** Matches replies to requests, oldest first. Each that waits has a timer of its own, as Node and browsers keep thousands well. */
export class Requests {
  readonly #clock: Clock;
  readonly #pending: Set<Pending> = new Set();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts the timers that are armed. */
  get armedCount(): number {
    return [...this.#pending].filter(({ disarm }) => disarm).length;
  }

  /**
   * Sends a request by `send` and waits for its reply. The promise rejects with `REQUEST_TIMEOUT`, with what `rejectAll` is given, or with
   * what `send` throws. It waits before `send` is called, which may end in `rejectAll`. `send` is given who waits for the frame.
   */
  add<R>(spec: RequestSpec<R>, send: (owner: FrameOwner) => void): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const all = this.#pending;
      const { what, timeoutMs } = spec;
      const giveUp = (error: NetMgrError): void => {
        this.#end(pending);
        reject(error);
      };
      const onTimeout = (): void =>
        giveUp(new ConnectionError('REQUEST_TIMEOUT', `no reply to ${what} within ${timeoutMs} ms`));
      const pending: Pending = {
        ...(spec as RequestSpec<never>),
        disarm: timeoutMs > MAX_DELAY_MS ? undefined : this.#clock.after(timeoutMs, onTimeout),
        resolve: resolve as Pending['resolve'],
        giveUp,
        get isSettled() {
          return !all.has(pending);
        },
        onDropped: () => giveUp(new UsageError('NOT_CONNECTED', `${what} was dropped: no connection`)),
      };
      all.add(pending);
      try {
        send(pending);
      } catch (error) {
        this.#end(pending);
        throw error;
      }
    });
  }

  /** Tells whether a request waits for messages of type `id`. */
  awaits(id: number): boolean {
    for (const { replyId } of this.#pending) if (replyId === id) return true;
    return false;
  }

  /** Gives `message` to the oldest request that it answers; tells whether there was one. */
  settle(id: number, message: unknown): boolean {
    for (const pending of this.#pending) {
      if (pending.replyId !== id || !this.#matches(pending, message)) continue;
      this.#end(pending);
      pending.resolve(message as never);
      return true;
    }
    return false;
  }

  /** Rejects every request. */
  rejectAll(error: NetMgrError): void {
    for (const { giveUp } of this.#pending) giveUp(error);
  }

  /** Waits no longer. */
  #end(pending: Pending): void {
    this.#pending.delete(pending);
    pending.disarm?.();
  }

  #matches(pending: Pending, message: unknown): boolean {
    try {
      return pending.matches(message as never);
    } catch (cause) {
      pending.giveUp(new UsageError('HANDLER_FAILED', `matching a reply to ${pending.what} threw`, cause));
      return false;
    }
  }
}
