import { EventEmitter } from 'eventemitter3';

type Listener = (...args: never[]) => unknown;

/** Hands events to listeners, each on its own: what one throws or rejects with goes to `onFailure`, and the others still hear. */
export class EventHub<Events extends { [Name in keyof Events]: Listener }> {
  readonly #emitter: EventEmitter = new EventEmitter();
  readonly #onFailure: (cause: unknown, where: string) => void;

  constructor(onFailure: (cause: unknown, where: string) => void) {
    this.#onFailure = onFailure;
  }

  /** Adds a listener and returns its remover, which is idempotent and works from inside the listener. */
  on<Name extends keyof Events & string>(name: Name, listener: Events[Name]): () => void {
    let isListening = true;
    const guarded = (...args: never[]): void => {
      if (isListening)
        runGuarded(
          () => listener(...args),
          (cause) => this.#onFailure(cause, `a listener of '${name}'`),
        );
    };
    this.#emitter.on(name, guarded as (...args: unknown[]) => void);
    return () => {
      isListening = false;
      this.#emitter.off(name, guarded as (...args: unknown[]) => void);
    };
  }

  /** Tells all listeners. Never throws. */
  emit<Name extends keyof Events & string>(name: Name, ...args: Parameters<Events[Name]>): void {
    this.#emitter.emit(name, ...args);
  }

  /** Counts the listeners of all events. */
  get listenerCount(): number {
    return this.#emitter.eventNames().reduce((count, name) => count + this.#emitter.listenerCount(name), 0);
  }

  /** Removes all listeners. */
  clear(): void {
    this.#emitter.removeAllListeners();
  }
}

/** Runs `fn`; gives `onFailure` what it throws or, if it returns a promise, what that rejects with. */
export const runGuarded = (fn: () => unknown, onFailure: (cause: unknown) => void): void => {
  try {
    const result = fn();
    if (isThenable(result)) result.then(undefined, onFailure);
  } catch (cause) {
    onFailure(cause);
  }
};

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
