import type { TransportCloseInfo, TransportListener } from './transport.ts';

// What every transport owes its listener, kept in one place so that no host can break it:
// one `onOpen` before any bytes, one `onClose` behind everything, and no throw of the listener in the host's stack.

/** Passes the events of one connection to its listener and keeps the promises of the seam, whatever the host does. */
export class ListenerGate {
  readonly #listener: TransportListener;
  readonly #letGo: () => void;
  #phase: 'connecting' | 'open' | 'ended' = 'connecting';

  /** `letGo` releases the host's socket. It runs once, when the connection ends, in whatever state the socket is then. */
  constructor(listener: TransportListener, letGo: () => void) {
    this.#listener = listener;
    this.#letGo = letGo;
  }

  /** Tells whether `onOpen` has run and the connection has not ended. */
  get isOpen(): boolean {
    return this.#phase === 'open';
  }

  /** Reports that the connection is open; ignored when it was already, or has ended. */
  open(): void {
    if (this.#phase !== 'connecting') return;
    this.#phase = 'open';
    try {
      this.#listener.onOpen();
    } catch (error) {
      this.fail('the listener threw', { cause: error });
    }
  }

  /** Reports bytes; ignored when the connection has ended. */
  bytes(bytes: Uint8Array): void {
    // Dropping what a host delivers ahead of its open event would shift every later frame.
    if (this.#phase === 'connecting') this.open();
    if (this.#phase !== 'open') return;
    try {
      this.#listener.onBytes(bytes);
    } catch (error) {
      this.fail('the listener threw', { cause: error });
    }
  }

  /** Ends a connection that broke: `reset` when it was open, `failed` when it never was. */
  fail(detail: string, extra: Pick<TransportCloseInfo, 'code' | 'cause'> = {}): void {
    this.end({ how: this.#phase === 'open' ? 'reset' : 'failed', detail, ...extra });
  }

  /** Ends the connection unless it has ended: lets go of the socket now, and reports from a microtask, so never into the caller's stack. */
  end(info: TransportCloseInfo): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.#letGo();
    void Promise.resolve().then(() => this.#listener.onClose(info));
  }
}
