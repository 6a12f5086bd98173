// Client-side prediction. Invariant: `motion` is what the server will have once it has applied every pending input to the motion that
// it last told. Inputs leave in order and are told back in order, so the pending ones are always the newest.

import type { Motion, Thrust } from './messages.ts';
import { isAtRest, step } from './simulation.ts';

/** An input that the server has not confirmed. */
export interface PendingInput {
  readonly seq: number;
  readonly thrust: Thrust;
}

/** How many inputs may be unconfirmed, which is 2.5 s of flight: beyond, the ship waits for the server. */
export const MAX_PENDING = 150;

/** Moves a motion on by inputs. */
export const replay = (motion: Motion, inputs: readonly PendingInput[]): Motion =>
  inputs.reduce((moved, { thrust }) => step(moved, thrust), motion);

/** One's own ship: it moves at once, and is put right when the server tells otherwise. */
export class Prediction {
  #motion: Motion;
  #pending: PendingInput[] = [];
  #lastSeq = 0;

  constructor(motion: Motion) {
    this.#motion = motion;
  }

  /** How the ship moves as far as this side knows. */
  get motion(): Motion {
    return this.#motion;
  }

  /** Counts the inputs that the server has not confirmed. */
  get pendingCount(): number {
    return this.#pending.length;
  }

  /** Begins anew with what the server says; what was pending is void. Numbers go on, so that no late answer can mean a new input. */
  reset(motion: Motion): void {
    this.#motion = motion;
    this.#pending = [];
  }

  /** Moves on by a step, and returns the input to send; `undefined` when nothing would change, or too much is unconfirmed. */
  step(thrust: Thrust): PendingInput | undefined {
    const isIdle = thrust.x === 0 && thrust.y === 0 && isAtRest(this.#motion);
    if (isIdle || this.#pending.length >= MAX_PENDING) return undefined;
    const input = { seq: ++this.#lastSeq, thrust };
    this.#pending.push(input);
    this.#motion = step(this.#motion, thrust);
    return input;
  }

  /** Takes what the server says the ship was after the input `seq`, and puts the pending ones on top. Returns by how much that moved the ship. */
  reconcile(seq: number, confirmed: Motion): { readonly dx: number; readonly dy: number } {
    this.#pending = this.#pending.filter((input) => input.seq > seq);
    const { x, y } = this.#motion;
    this.#motion = replay(confirmed, this.#pending);
    return { dx: this.#motion.x - x, dy: this.#motion.y - y };
  }
}
