import type { Clock } from '@netmgr/client';
import { checkNumber, checkOptions, checkWord } from './check-option.ts';
import type { Connections } from './connections.ts';
import { MockError } from './errors.ts';
import type { AcceptLink } from './link/link.ts';
import type { Door, Listener } from './listen/listener.ts';

/** How a restart goes. */
export interface RestartOptions {
  /** How long nobody can connect, on the server's clock. @default 0 */
  readonly downMs?: number;
  /** How the connections end. @default 'reset' */
  readonly how?: 'fin' | 'reset';
}

/** Checks how a restart goes and fills the gaps. Throws UsageError BAD_OPTION naming what is wrong. */
export const resolveRestartOptions = (options: RestartOptions | undefined): Required<RestartOptions> => {
  const { downMs = 0, how = 'reset' } = checkOptions('restart', options, ['downMs', 'how']);
  checkNumber('restart: downMs', downMs, { min: 0 });
  return { downMs, how: checkWord('restart: how', how, ['fin', 'reset']) };
};

/** What a lifecycle moves. */
export interface LifecycleParts {
  readonly clock: Clock;
  readonly listeners: readonly Listener[];
  readonly connections: Connections;
  readonly accept: AcceptLink;
  readonly door: Door;
}

/** Opens, restarts and closes a server: its listeners and connections together. */
export class Lifecycle {
  readonly #parts: LifecycleParts;
  #state: 'shut' | 'open' | 'restarting' | 'closed' = 'shut';
  #underWay: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** Opens all listeners. Rejects, with all of them closed, when one cannot be opened. */
  open(): Promise<void> {
    if (this.#state !== 'shut') return Promise.reject(wrongState(this.#state));
    this.#underWay = this.#openListeners();
    return this.#underWay;
  }

  /** Cuts everybody, closes the listeners for a while and opens them again. */
  restart({ downMs, how }: Required<RestartOptions>): Promise<void> {
    if (this.#state !== 'open') return Promise.reject(wrongState(this.#state));
    this.#state = 'restarting';
    this.#underWay = this.#restart(downMs, how);
    return this.#underWay;
  }

  /** Says Quit to everybody, closes the listeners and waits for the last link. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #restart(downMs: number, how: 'fin' | 'reset'): Promise<void> {
    this.#parts.connections.dropAll('serverClosed', how);
    await this.#closeListeners();
    await this.#parts.connections.whenEmpty();
    if (downMs > 0 && this.#state === 'restarting') await this.#sleep(downMs);
    if (this.#state === 'restarting') await this.#openListeners();
  }

  async #close(): Promise<void> {
    this.#state = 'closed';
    this.#wake?.();
    this.#parts.connections.sayQuitToAll('serverClosed');
    await this.#underWay.catch(() => {});
    await this.#closeListeners();
    await this.#parts.connections.whenEmpty();
  }

  async #openListeners(): Promise<void> {
    this.#state = 'open';
    const { listeners, accept, door } = this.#parts;
    const results = await Promise.allSettled(listeners.map((listener) => listener.open(accept, door)));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure === undefined) return;
    await this.#closeListeners();
    if (!this.isClosed) this.#state = 'shut';
    throw failure.reason;
  }

  async #closeListeners(): Promise<void> {
    await Promise.all(this.#parts.listeners.map((listener) => listener.close()));
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const disarm = this.#parts.clock.after(ms, resolve);
      this.#wake = () => {
        disarm();
        resolve();
      };
    });
  }
}

const wrongState = (state: string): MockError =>
  new MockError('SERVER_CLOSED', `the server must be open, but it is ${state}`);
