import type { Spark } from '../shared/messages.ts';
import { ARENA } from '../shared/simulation.ts';

const COUNT = 16;
const REACH = 42;
const MARGIN = 90;

/** Keeps the sparks of an arena: always as many, each somewhere. */
export class Sparks {
  readonly #random: () => number;
  readonly #sparks: Spark[];

  constructor(random: () => number) {
    this.#random = random;
    this.#sparks = Array.from({ length: COUNT }, (_, id) => this.#spawn(id));
  }

  /** Lists them. */
  get all(): readonly Spark[] {
    return this.#sparks;
  }

  /** Takes every spark within reach; each shines elsewhere at once. Returns those, in their new places. */
  takeNear(x: number, y: number): readonly Spark[] {
    const taken = this.#sparks.filter((spark) => Math.hypot(spark.x - x, spark.y - y) < REACH);
    for (const { id } of taken) this.#sparks[id] = this.#spawn(id);
    return taken.map(({ id }) => this.#sparks[id]!);
  }

  #spawn(id: number): Spark {
    return {
      id,
      x: MARGIN + this.#random() * (ARENA.width - 2 * MARGIN),
      y: MARGIN + this.#random() * (ARENA.height - 2 * MARGIN),
    };
  }
}
