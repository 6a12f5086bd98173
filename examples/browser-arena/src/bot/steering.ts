import type { Motion, Spark, Thrust } from '../shared/messages.ts';
import { ARENA, thrustOf } from '../shared/simulation.ts';

const WANDER_PER_SECOND = 0.8;
const FULL_AHEAD_FROM = 160;
/** From how many of the nearest sparks it chooses, so that bots seldom race for the same. */
const CHOICES = 9;

/** Steers a bot: to one of the nearest sparks, in curves, until somebody has taken it. */
export class Steering {
  readonly #random: () => number;
  #target: Spark | undefined;
  #sway = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Tells the thrust for the next moment. */
  thrustFor(ship: Motion, sparks: ReadonlyMap<number, Spark>, seconds: number): Thrust {
    this.#aim(ship, sparks);
    const target = this.#target ?? { x: ARENA.width / 2, y: ARENA.height / 2 };
    const distance = Math.hypot(target.x - ship.x, target.y - ship.y);
    this.#sway += (this.#random() - 0.5) * WANDER_PER_SECOND * Math.sqrt(seconds);
    this.#sway *= 0.98;
    const heading = Math.atan2(target.y - ship.y, target.x - ship.x) + this.#sway;
    const strength = 0.3 + 0.3 * Math.min(1, distance / FULL_AHEAD_FROM);
    return thrustOf(Math.cos(heading) * strength, Math.sin(heading) * strength);
  }

  #aim(ship: Motion, sparks: ReadonlyMap<number, Spark>): void {
    const target = this.#target;
    const now = target === undefined ? undefined : sparks.get(target.id);
    if (now !== undefined && now.x === target?.x && now.y === target.y) return;
    const byDistance = [...sparks.values()].sort((a, b) => distanceTo(ship, a) - distanceTo(ship, b));
    this.#target = byDistance[Math.floor(this.#random() * Math.min(CHOICES, byDistance.length))];
  }
}

const distanceTo = (ship: Motion, { x, y }: Spark): number => Math.hypot(x - ship.x, y - ship.y);
