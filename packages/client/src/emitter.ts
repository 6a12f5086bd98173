import { EventEmitter } from 'eventemitter3';
import type { NetMgrEvents } from './events.ts';
import { checkCallback } from './option-checks.ts';

type EventName = keyof NetMgrEvents;

/** A listener of one event. A promise that it returns is watched for rejection; any other result is ignored. */
export type Listener<E extends EventName> = (...args: NetMgrEvents[E]) => unknown;

// biome-ignore lint/suspicious/noExplicitAny: calls any callback with what it was registered for
type Callback = (...args: any[]) => unknown;

/** Calls `fn` and hands to `onError` what it throws, or what the promise it returns rejects with, whosever promise that is. */
export const callIsolated = <A extends unknown[]>(
  fn: (...args: A) => unknown,
  args: A,
  onError: (error: unknown) => void,
): void => {
  try {
    const result = fn(...args);
    if (typeof (result as PromiseLike<unknown> | undefined)?.then === 'function')
      Promise.resolve(result).catch(onError);
  } catch (error) {
    onError(error);
  }
};

/** Emits the events of a NetMgr. Each listener is alone: one that throws harms no other, and one that was removed is not called again. */
export class IsolatedEmitter {
  readonly #emitter: EventEmitter = new EventEmitter();
  readonly #onError: (error: unknown, event: EventName) => void;

  constructor(onError: (error: unknown, event: EventName) => void) {
    this.#onError = onError;
  }

  /** Adds a listener and returns its idempotent remover. */
  on<E extends EventName>(event: E, listener: Listener<E>): () => void {
    checkCallback('listener', listener);
    let active = true;
    // A wrapper of its own for each registration: `off` takes away every registration of a function.
    const wrapped: Callback = (...args) => {
      if (active) callIsolated(listener as Callback, args, (error) => this.#onError(error, event));
    };
    this.#emitter.on(event, wrapped);
    return () => {
      active = false;
      this.#emitter.off(event, wrapped);
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
  emit<E extends EventName>(event: E, ...args: NetMgrEvents[E]): void {
    (this.#emitter.emit as Callback).call(this.#emitter, event, ...args);
  }

  /** Counts the listeners of `event`. */
  count(event: EventName): number {
    return this.#emitter.listenerCount(event);
  }
}
