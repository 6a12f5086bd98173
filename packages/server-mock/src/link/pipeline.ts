// The stages between one sender and one receiver. Invariant: the row is sorted by rank, and changes only between flows: a stage
// that is put in or taken out while bytes are on their way waits until they have come to rest. So no stage is entered twice at once.

import type { Clock } from '@netmgr/client';
import type { FrameCursor } from './frame-cursor.ts';
import { PIECE_COST_BYTES } from './link.ts';
import type { CreateStage, Mark, Outlet, Stage, StageContext } from './stage.ts';

/** What a pipeline lies between, and what its stages work with. */
export interface PipelineOptions {
  /** Who receives. */
  readonly sink: Outlet;
  readonly clock: Clock;
  /** Where in the frames the sender is. */
  readonly cursor: FrameCursor;
  readonly maxHeldBytes: number;
  readonly cut: StageContext['cut'];
  /** Hears that bytes have moved, when they have come to rest. */
  readonly onRest: () => void;
}

/** Carries one direction through its stages. */
export class Pipeline implements Outlet {
  readonly #options: PipelineOptions;
  readonly #clock: Clock;
  #slots: readonly Slot[] = [];
  #first: Outlet;
  #isFlowing = false;
  #changes: (() => void)[] = [];
  #isStopped = false;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#first = options.sink;
    this.#clock = { now: () => options.clock.now(), after: (delayMs, fn) => this.#arm(delayMs, fn) };
  }

  /** Tells that nothing stands between sender and receiver. */
  get isEmpty(): boolean {
    return this.#slots.length === 0 && this.#changes.length === 0;
  }

  /** Counts the bytes on their way. */
  get heldBytes(): number {
    return this.#heldBytesUpTo(Number.POSITIVE_INFINITY);
  }

  /** Counts the memory of what is on its way: its bytes, and some more for each piece. */
  get weight(): number {
    let weight = 0;
    for (const { stage } of this.#slots) weight += stage.held.bytes + stage.held.count * PIECE_COST_BYTES;
    return weight;
  }

  /** Tells that some stage wants its sender to stop. */
  get isFull(): boolean {
    return this.#slots.some(({ stage }) => stage.isFull);
  }

  bytes(piece: Uint8Array): void {
    this.#flow(() => this.#first.bytes(piece));
  }

  mark(mark: Mark): void {
    this.#flow(() => this.#first.mark(mark));
  }

  /** Puts a stage in, behind all others of the same or a lower rank. Returns its remover, which is idempotent. */
  add(rank: number, create: CreateStage): () => void {
    let slot: Slot | undefined;
    let isWanted = true;
    this.#change(() => {
      if (isWanted) slot = this.#insert(rank, create);
    });
    return () => {
      isWanted = false;
      this.#change(() => {
        if (slot !== undefined) this.#remove(slot);
      });
    };
  }

  /** Takes out all stages; what they hold goes on, in order. */
  clear(): void {
    this.#change(() => {
      // From the receiver's end, so that nothing is held twice.
      for (const slot of [...this.#slots].reverse()) this.#remove(slot);
    });
  }

  /** Loses what is on its way, and whatever comes later. */
  stop(): void {
    this.#isStopped = true;
    this.#changes = [];
    this.#first = NOWHERE;
    for (const slot of this.#slots) {
      slot.next = NOWHERE;
      slot.stage.stop();
    }
    this.#slots = [];
  }

  #insert(rank: number, create: CreateStage): Slot {
    const { cursor, maxHeldBytes, cut } = this.#options;
    const slot = new Slot(rank, (out) =>
      create({
        out,
        clock: this.#clock,
        cursor: cursor.behind(this.#heldBytesUpTo(rank)),
        maxHeldBytes,
        cut,
      }),
    );
    // A stage may end its connection as soon as it is made.
    if (this.#isStopped) slot.stage.stop();
    else this.#link([...this.#slots, slot].sort((one, other) => one.rank - other.rank));
    return slot;
  }

  /** A stage may still be at a piece by which another one has just ended the connection. */
  #arm(delayMs: number, fn: () => void): () => void {
    return this.#isStopped ? () => {} : this.#options.clock.after(delayMs, () => this.#flow(fn));
  }

  #remove(slot: Slot): void {
    if (!this.#slots.includes(slot)) return;
    slot.stage.release();
    // What comes out may have ended the connection.
    if (!this.#isStopped) this.#link(this.#slots.filter((each) => each !== slot));
  }

  #link(slots: readonly Slot[]): void {
    this.#slots = slots;
    let next: Outlet = this.#options.sink;
    for (const slot of [...slots].reverse()) {
      slot.next = next;
      next = slot.stage;
    }
    this.#first = next;
  }

  #heldBytesUpTo(rank: number): number {
    let bytes = 0;
    for (const slot of this.#slots) if (slot.rank <= rank) bytes += slot.stage.held.bytes;
    return bytes;
  }

  #change(change: () => void): void {
    if (this.#isStopped) return;
    this.#changes.push(change);
    if (!this.#isFlowing) this.#flow(() => {});
  }

  #flow(run: () => void): void {
    if (this.#isStopped) return;
    this.#isFlowing = true;
    try {
      run();
      this.#makeChanges();
    } finally {
      this.#isFlowing = false;
    }
    this.#options.onRest();
  }

  #makeChanges(): void {
    for (let change = this.#changes.shift(); change !== undefined; change = this.#changes.shift()) change();
  }
}

/** A stage and who comes behind it. */
class Slot {
  readonly rank: number;
  readonly stage: Stage;
  next: Outlet = NOWHERE;

  constructor(rank: number, create: (out: Outlet) => Stage) {
    this.rank = rank;
    this.stage = create({ bytes: (piece) => this.next.bytes(piece), mark: (mark) => this.next.mark(mark) });
  }
}

const NOWHERE: Outlet = { bytes: () => {}, mark: () => {} };
