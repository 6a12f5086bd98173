import { ARENA, type Ship, type Thrust } from '../shared/flight.ts';
import type { Spark } from '../shared/messages.ts';

const WANDER_PER_SECOND = 0.8;
const FULL_AHEAD_FROM = 160;

/** Steers a bot: to the nearest spark, in curves. */
export class Steering {
  readonly #random: () => number;
  #sway = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Tells the thrust for the next moment. */
  thrustFor(ship: Ship, sparks: Iterable<Spark>, seconds: number): Thrust {
    const target = nearest(ship, sparks) ?? { x: ARENA.width / 2, y: ARENA.height / 2 };
    const distance = Math.hypot(target.x - ship.x, target.y - ship.y);
    this.#sway += (this.#random() - 0.5) * WANDER_PER_SECOND * Math.sqrt(seconds);
    this.#sway *= 0.98;
    const heading = Math.atan2(target.y - ship.y, target.x - ship.x) + this.#sway;
    const strength = 0.3 + 0.25 * Math.min(1, distance / FULL_AHEAD_FROM);
    return { x: Math.cos(heading) * strength, y: Math.sin(heading) * strength };
  }
}

const nearest = (ship: Ship, sparks: Iterable<Spark>): Spark | undefined => {
  let best: Spark | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const spark of sparks) {
    const distance = Math.hypot(spark.x - ship.x, spark.y - ship.y);
    if (distance < bestDistance) [best, bestDistance] = [spark, distance];
  }
  return best;
};
