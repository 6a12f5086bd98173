/** Which way a frame went, as its NetMgr sees it. */
export type Direction = 'in' | 'out';

/** A frame as it was kept. */
export interface LoggedFrame {
  /** Numbers the frames, from 0. */
  readonly seq: number;
  /** When it passed, by the NetMgr's clock. */
  readonly at: number;
  /** Numbers the connections, from 1. */
  readonly connection: number;
  readonly direction: Direction;
  readonly id: number;
  /** Bytes of its body. */
  readonly length: number;
  /** A copy of its body, or of the front of it. */
  readonly body: Uint8Array;
}

/** How much a frame log keeps. */
export interface FrameLogLimits {
  readonly maxFrames: number;
  readonly maxBytes: number;
}

/** Keeps the last frames. Invariant: no more than `maxFrames`, whose bodies hold no more than `maxBytes`. */
export class FrameLog {
  readonly #limits: FrameLogLimits;
  readonly #ring: (LoggedFrame | undefined)[] = [];
  /** The `seq` of the next frame, and of the oldest that is kept. */
  #next = 0;
  #first = 0;
  #bytes = 0;

  constructor(limits: FrameLogLimits) {
    this.#limits = limits;
  }

  /** Numbers the frame to come. */
  get nextSeq(): number {
    return this.#next;
  }

  /** Counts the frames kept. */
  get length(): number {
    return this.#next - this.#first;
  }

  /** Counts the bytes kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a frame; the oldest give way. A body larger than all that may be kept is cut. */
  add(frame: Omit<LoggedFrame, 'seq'>): void {
    const { maxFrames, maxBytes } = this.#limits;
    const body = frame.body.length > maxBytes ? frame.body.slice(0, maxBytes) : frame.body;
    this.#bytes += body.length;
    while (this.length > 0 && (this.length >= maxFrames || this.#bytes > maxBytes)) this.#drop();
    this.#ring[this.#next % maxFrames] = { ...frame, seq: this.#next, body };
    this.#next++;
  }

  /** Lists the frames, the oldest first. */
  toArray(): readonly LoggedFrame[] {
    const { maxFrames } = this.#limits;
    return Array.from({ length: this.length }, (_, i) => this.#ring[(this.#first + i) % maxFrames]!);
  }

  /** Forgets all frames; numbering goes on. */
  clear(): void {
    while (this.length > 0) this.#drop();
  }

  #drop(): void {
    const at = this.#first % this.#limits.maxFrames;
    this.#bytes -= this.#ring[at]!.body.length;
    this.#ring[at] = undefined;
    this.#first++;
  }
}
