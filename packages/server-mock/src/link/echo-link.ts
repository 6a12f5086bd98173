import type { Clock } from '@netmgr/client';
import type { Link, LinkCloseHow, LinkKind, LinkListener, Signal } from './link.ts';

/** What an echo is made of. */
export interface EchoLinkOptions {
  /** Whose client it hears. */
  readonly link: Link;
  readonly clock: Clock;
  /** How long it outlives that link. */
  readonly lingerMs: number;
  readonly onPause: (isPaused: boolean) => void;
  /** Hears that it has closed. */
  readonly onGone: () => void;
}

/** A link that hears what another one hears and sends to nobody. Nobody is there to wait for, so it closes as soon as the server wants. */
export class EchoLink implements Link {
  readonly bufferedBytes = 0;
  readonly #options: EchoLinkOptions;
  readonly #disarms: (() => void)[] = [];
  #listener: LinkListener | undefined;
  #isOver = false;

  constructor(options: EchoLinkOptions) {
    this.#options = options;
  }

  get kind(): LinkKind {
    return this.#options.link.kind;
  }

  get peerName(): string {
    return `${this.#options.link.peerName} (duplicate)`;
  }

  /** Tells who listens. */
  attach(listener: LinkListener): void {
    this.#listener = listener;
  }

  send(): void {}

  /** Whoever asks is to believe that somebody is there. */
  signal({ kind, payload }: Signal): void {
    if (kind === 'ping') queueMicrotask(() => this.hear((listener) => listener.onSignal?.({ kind: 'pong', payload })));
  }

  end(): void {
    queueMicrotask(() => this.#close('fin'));
  }

  reset(): void {
    queueMicrotask(() => this.#close('reset'));
  }

  pause(): void {
    if (!this.#isOver) this.#options.onPause(true);
  }

  resume(): void {
    this.#options.onPause(false);
  }

  /** Hears what happens to the other link: at once, and its ends late. */
  hear(event: (listener: LinkListener) => void): void {
    if (!this.#isOver && this.#listener !== undefined) event(this.#listener);
  }

  /** Hears that the client will send no more. */
  hearEnd(): void {
    this.#later(() => this.hear((listener) => listener.onEnd()));
  }

  /** Hears that the other link has closed. */
  hearClose(how: LinkCloseHow): void {
    this.#later(() => this.#close(how));
  }

  #later(run: () => void): void {
    const { clock, lingerMs } = this.#options;
    if (lingerMs === 0) run();
    else this.#disarms.push(clock.after(lingerMs, run));
  }

  #close(how: LinkCloseHow): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const disarm of this.#disarms) disarm();
    this.#options.onPause(false);
    this.#options.onGone();
    this.#listener?.onClose(how);
  }
}
