import type { Motion, Thrust } from './messages.ts';
import type { Place } from './pack-place.ts';
import { type PendingInput, Prediction } from './prediction.ts';
import { motionAt, STEP_MS, turnBetween } from './simulation.ts';

/** Takes inputs to the server. */
export type SendInputs = (inputs: readonly PendingInput[]) => void;

/** Three steps at a time: 20 messages a second. */
const STEPS_PER_MESSAGE = 3;
/** More than this is not caught up with: the page was hidden. */
const MAX_CATCH_UP_MS = 250;
/** Half of a correction is gone after so long. */
const CORRECTION_HALF_LIFE_MS = 60;
/** A larger correction is a jump, and shown as one. */
const JUMP_FROM = 240;

/** The ship of this page: predicted in fixed steps, drawn smoothly between them and through corrections. */
export class OwnShip {
  readonly #prediction: Prediction = new Prediction(motionAt(0, 0));
  readonly #send: SendInputs;
  #before: Motion = this.#prediction.motion;
  #unsent: PendingInput[] = [];
  #leftMs = 0;
  #offsetX = 0;
  #offsetY = 0;
  #lastCorrection = 0;

  constructor(send: SendInputs) {
    this.#send = send;
  }

  /** Counts the inputs that the server has not confirmed. */
  get pendingCount(): number {
    return this.#prediction.pendingCount;
  }

  /** How far the last word of the server moved the ship, in units. */
  get lastCorrection(): number {
    return this.#lastCorrection;
  }

  /** Where the ship is drawn. */
  get place(): Place {
    const { motion } = this.#prediction;
    const share = this.#leftMs / STEP_MS;
    const { x, y, angle } = this.#before;
    return {
      x: x + (motion.x - x) * share + this.#offsetX,
      y: y + (motion.y - y) * share + this.#offsetY,
      angle: angle + turnBetween(angle, motion.angle) * share,
    };
  }

  /** Begins where the server says. */
  reset(motion: Motion): void {
    this.#prediction.reset(motion);
    this.#before = motion;
    this.#unsent = [];
    this.#offsetX = this.#offsetY = this.#lastCorrection = 0;
  }

  /** Flies on for a time, in as many whole steps as fit. */
  advance(thrust: Thrust, elapsedMs: number): void {
    const fading = 0.5 ** (elapsedMs / CORRECTION_HALF_LIFE_MS);
    this.#offsetX *= fading;
    this.#offsetY *= fading;
    this.#leftMs += Math.min(elapsedMs, MAX_CATCH_UP_MS);
    while (this.#leftMs >= STEP_MS) {
      this.#leftMs -= STEP_MS;
      this.#step(thrust);
    }
  }

  /** Takes the server's word. What it corrects fades out of the picture rather than jumping. */
  reconcile(seq: number, motion: Motion): void {
    const { dx, dy } = this.#prediction.reconcile(seq, motion);
    this.#lastCorrection = Math.hypot(dx, dy);
    if (this.#lastCorrection === 0) return;
    this.#before = { ...this.#before, x: this.#before.x + dx, y: this.#before.y + dy };
    this.#offsetX -= dx;
    this.#offsetY -= dy;
    if (Math.hypot(this.#offsetX, this.#offsetY) > JUMP_FROM) this.#offsetX = this.#offsetY = 0;
  }

  #step(thrust: Thrust): void {
    this.#before = this.#prediction.motion;
    const input = this.#prediction.step(thrust);
    if (input !== undefined) this.#unsent.push(input);
    // What is left when the ship stops goes out too.
    const isFull = this.#unsent.length >= STEPS_PER_MESSAGE || input === undefined;
    if (!isFull || this.#unsent.length === 0) return;
    this.#send(this.#unsent);
    this.#unsent = [];
  }
}
