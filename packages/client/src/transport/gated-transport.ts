import type { Transport, TransportCloseInfo, TransportListener } from './transport.ts';

// What every transport owes its listener, kept in one place so that no host can break it:
// one `onOpen` before any bytes, one `onClose` behind everything, and no throw of the listener in the host's stack.

/** A transport that keeps the promises of the seam, whatever its host does. What extends it knows the host's socket, and nothing of listeners. */
export abstract class GatedTransport implements Transport {
  readonly #listener: TransportListener;
  #phase: 'connecting' | 'open' | 'closing' | 'ended' = 'connecting';

  constructor(listener: TransportListener) {
    this.#listener = listener;
  }

  abstract readonly bufferedBytes: number;

  /** Hands bytes to the host's socket, which is open. */
  protected abstract write(bytes: Uint8Array, frameEnds?: readonly number[]): void;

  /** Begins to end in good order. Runs once at most, while open. */
  protected abstract sayGoodbye(): void;

  /** Releases the host's socket. Runs once, when the connection ends, in whatever state the socket is then. */
  protected abstract letGo(): void;

  send(bytes: Uint8Array, frameEnds?: readonly number[]): void {
    if (this.#phase === 'open') this.write(bytes, frameEnds);
  }

  close(): void {
    if (this.#phase === 'connecting') this.fail('closed before it opened');
    if (this.#phase !== 'open') return;
    this.#phase = 'closing';
    this.sayGoodbye();
  }

  abort(): void {
    this.fail('aborted');
  }

  /** Tells whether the connection was open and has not ended. */
  protected get isOpen(): boolean {
    return this.#phase === 'open' || this.#phase === 'closing';
  }

  /** Reports that the connection is open; ignored when it was already, or has ended. */
  protected open(): void {
    if (this.#phase !== 'connecting') return;
    this.#phase = 'open';
    try {
      this.#listener.onOpen();
    } catch (error) {
      this.fail('the listener threw', { cause: error });
    }
  }

  /** Reports bytes; ignored when the connection has ended. */
  protected bytes(bytes: Uint8Array): void {
    // Dropping what a host delivers ahead of its open event would shift every later frame.
    this.open();
    if (!this.isOpen) return;
    try {
      this.#listener.onBytes(bytes);
    } catch (error) {
      this.fail('the listener threw', { cause: error });
    }
  }

  /** Ends a connection that broke: `reset` when it was open, `failed` when it never was. */
  protected fail(detail: string, extra: Pick<TransportCloseInfo, 'code' | 'cause'> = {}): void {
    this.end({ how: this.isOpen ? 'reset' : 'failed', detail, ...extra });
  }

  /** Ends the connection unless it has ended: lets go of the socket now, and reports from a microtask, so never into the caller's stack. */
  protected end(info: TransportCloseInfo): void {
    if (this.#phase === 'ended') return;
    this.#phase = 'ended';
    this.letGo();
    void Promise.resolve().then(() => this.#listener.onClose(info));
  }
}
