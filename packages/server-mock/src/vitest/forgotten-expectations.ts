import { MockError } from '../errors.ts';
import type { MockServer } from '../mock-server.ts';

const NAMES = ['expectMessage', 'expectNoMessage', 'expectOnline', 'expectOffline'] as const;

type Expect = (...args: unknown[]) => Promise<unknown>;

/** One call of an expectation. */
interface Call {
  readonly promise: WatchedPromise<unknown>;
  /** Made at the call, so that its stack leads there. */
  readonly error: Error;
  ending: 'waiting' | 'fulfilled' | 'rejected';
  reason: unknown;
}

/**
 * Finds expectations that a test has not awaited, and lets the failures of all lead to their calls. Their rejections would otherwise come when another test runs, and be that one's;
 * so none of them is left unhandled.
 */
export class ForgottenExpectations {
  readonly #calls: Call[] = [];

  /** Watches what is expected of a server from now on. */
  watch(server: MockServer): void {
    for (const name of NAMES) {
      const original = (server[name] as Expect).bind(server);
      const watched: Expect = (...args) => this.#keep(watched, `${name}(${nameOf(args[0])})`, original(...args));
      Object.defineProperty(server, name, { value: watched });
    }
  }

  /** Gives the error of the first that was not awaited and has not come true. */
  find(): Error | undefined {
    const call = this.#calls.find(({ promise, ending }) => !promise.isAwaited && ending !== 'fulfilled');
    if (call === undefined) return undefined;
    const { error, ending, reason } = call;
    const end = ending === 'waiting' ? 'still waited when the test ended' : `failed: ${messageOf(reason)}`;
    const message = `${error.message} ${end}`;
    if (error.stack !== undefined) error.stack = error.stack.replace(error.message, () => message);
    error.message = message;
    return error;
  }

  #keep(caller: Expect, text: string, real: Promise<unknown>): Promise<unknown> {
    const error = new Error(`server.${text} was not awaited, and`);
    Error.captureStackTrace?.(error, caller);
    const callSite = stackOf(error);
    const promise = new WatchedPromise<unknown>((resolve, reject) => {
      real.then(resolve, (reason: unknown) => {
        leadTo(callSite, reason);
        reject(reason);
      });
    });
    const call: Call = { promise, error, ending: 'waiting', reason: undefined };
    this.#calls.push(call);
    real.then(
      () => {
        call.ending = 'fulfilled';
      },
      (reason: unknown) => {
        call.ending = 'rejected';
        call.reason = reason;
      },
    );
    promise.silence();
    return promise;
  }
}

/** Knows whether somebody has asked for its end. `await` asks through `then`, since this is no plain Promise. */
class WatchedPromise<T> extends Promise<T> {
  isAwaited = false;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  // biome-ignore lint/suspicious/noThenProperty: `then` is what tells that somebody awaits
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.isAwaited = true;
    return super.then(onFulfilled, onRejected);
  }

  /** Keeps a rejection from being reported as unhandled. */
  silence(): void {
    super.then(undefined, () => {});
  }
}

/** Gives the lines of a stack below its message; `undefined` where the host writes stacks in another way. */
const stackOf = ({ message, stack = '' }: Error): string | undefined => {
  const at = stack.indexOf('\n', stack.indexOf(message) + message.length);
  return at === -1 ? undefined : stack.slice(at);
};

/** Puts the call in the place of whatever told the server that it was in vain, a timer or a frame, which says nothing to the reader of a test. */
const leadTo = (callSite: string | undefined, reason: unknown): void => {
  const isOurs = reason instanceof MockError && reason.code === 'EXPECTATION_FAILED';
  if (isOurs && callSite !== undefined) reason.stack = `${reason.name}: ${reason.message}${callSite}`;
};

const nameOf = (value: unknown): string => {
  if (typeof value === 'string') return `'${value}'`;
  const { name }: { name?: unknown } = Object(value);
  return typeof name === 'string' ? name : '';
};

const messageOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));
