import { EventEmitter } from 'eventemitter3';
import { UsageError, wordsOf } from './errors.ts';
import type { NetMgrEvents } from './events.ts';
import { checkCallback } from './option-checks.ts';

type EventName = keyof NetMgrEvents;

/** A listener of one event. A promise that it returns is watched for rejection; any other result is ignored. */
export type Listener<E extends EventName> = (...args: NetMgrEvents[E]) => unknown;

// biome-ignore lint/suspicious/noExplicitAny: calls any callback with what it was registered for
type Callback = (...args: any[]) => unknown;

const listenerOf = (event: EventName): string => `a listener of "${event}"`;

/**
 * Emits the events of a NetMgr, and stands between it and what a game gave it to call. Each callback is alone: one that throws harms no other,
 * and a listener that was removed is not called again.
 */
export class IsolatedEmitter {
  /** Made with the first listener. */
  #emitter: EventEmitter | undefined;

  /** Adds a listener and returns its idempotent remover. */
  on<E extends EventName>(event: E, listener: Listener<E>): () => void {
    checkCallback('listener', listener);
    const what = listenerOf(event);
    let active = true;
    // A wrapper of its own for each registration: `off` takes away every registration of a function.
    const wrapped: Callback = (...args) => {
      if (active) this.isolate(listener as Callback, args, what);
    };
    this.#emitter ??= new EventEmitter();
    const emitter = this.#emitter.on(event, wrapped);
    return () => {
      active = false;
      emitter.off(event, wrapped);
    };
  }

  /** Adds a listener for one call. */
  once<E extends EventName>(event: E, listener: Listener<E>): () => void {
    const off = this.on(event, (...args) => {
      off();
      return listener(...args);
    });
    return off;
  }

  /** Calls the listeners of `event`. */
  emit<E extends EventName>(...args: [event: E, ...NetMgrEvents[E]]): void {
    (this.#emitter as { emit: Callback } | undefined)?.emit(...args);
  }

  /** Counts the listeners of `event`. */
  count(event: EventName): number {
    return this.#emitter?.listenerCount(event) ?? 0;
  }

  /** Calls `fn` and reports what it throws, or what the promise it returns rejects with, whosever promise that is. `what` and `name` name it. */
  isolate<A extends unknown[]>(fn: (...args: A) => unknown, args: A, what: string, name = ''): void {
    try {
      const result = fn(...args);
      if (typeof (result as PromiseLike<unknown> | undefined)?.then === 'function') this.#watch(result, what + name);
    } catch (error) {
      this.failed(error, what + name);
    }
  }

  /** Apart, as a function that holds a closure allocates at each call what that may need. */
  #watch(result: unknown, what: string): void {
    Promise.resolve(result).catch((error) => this.failed(error, what));
  }

  /** Reports what a callback of the game threw; where nobody listens to `error`, rethrows it out of harm's way. */
  failed(error: unknown, what: string): void {
    if (this.count('error') === 0 || what === listenerOf('error')) Promise.reject(error);
    else this.emit('error', new UsageError('HANDLER_FAILED', `${what} failed: ${wordsOf(error)}`, error));
  }
}
