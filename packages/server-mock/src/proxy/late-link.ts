import {
  bufferedCostOf,
  type Link,
  type LinkKind,
  type LinkListener,
  PIECE_COST_BYTES,
  type Signal,
} from '../link/link.ts';

/** A link to a server that is still being dialled: what is sent waits, and an end waits behind it. */
export class LateLink implements Link {
  readonly kind: LinkKind;
  readonly peerName: string;
  readonly #cancel: () => void;
  #link: Link | undefined;
  #listener: LinkListener | undefined;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #end: ((link: Link) => void) | undefined;
  #isPaused = false;
  #isOver = false;

  /** `cancel` gives up the dial. */
  constructor(kind: LinkKind, peerName: string, cancel: () => void) {
    this.kind = kind;
    this.peerName = peerName;
    this.#cancel = cancel;
  }

  get bufferedBytes(): number {
    return this.#link?.bufferedBytes ?? this.#waitingBytes;
  }

  get bufferedCost(): number {
    if (this.#link !== undefined) return bufferedCostOf(this.#link);
    return this.#waitingBytes + this.#waiting.length * PIECE_COST_BYTES;
  }

  /** Tells who listens. */
  attach(listener: LinkListener): void {
    this.#listener = listener;
  }

  /** Takes the link that was dialled, and returns who listens to it. */
  open(link: Link): LinkListener {
    this.#link = link;
    for (const bytes of this.#waiting) link.send(bytes);
    this.#waiting = [];
    if (this.#isPaused) link.pause();
    this.#end?.(link);
    return this.#listener!;
  }

  /** Tells that it could not be dialled. */
  fail(): void {
    if (this.#isOver || this.#link !== undefined) return;
    this.#isOver = true;
    this.#waiting = [];
    this.#listener?.onClose('reset');
  }

  send(bytes: Uint8Array): void {
    if (this.#link !== undefined) this.#link.send(bytes);
    else if (!this.#isOver && this.#end === undefined) {
      this.#waiting.push(bytes.slice());
      this.#waitingBytes += bytes.length;
    }
  }

  signal(signal: Signal): void {
    this.#link?.signal?.(signal);
  }

  end(code?: number): void {
    if (this.#link !== undefined) this.#link.end(code);
    else this.#end ??= (link) => link.end(code);
  }

  reset(): void {
    if (this.#link !== undefined) this.#link.reset();
    else {
      this.#cancel();
      queueMicrotask(() => this.fail());
    }
  }

  pause(): void {
    this.#isPaused = true;
    this.#link?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#link?.resume();
  }
}
