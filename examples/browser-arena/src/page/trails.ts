import type { Point } from './camera.ts';

const KEEP_MS = 750;
const STEP_MS = 28;
const CAPACITY = 32;
/** A longer way than this between two points is a jump, and leaves no trail. */
const JUMP = 110;
/** Two points that are nearer have no direction between them. */
const MIN_WAY = 2;
/** Half the width at the ship, and the strength: a wide faint ribbon with a narrow one in it. */
const RIBBONS = [
  { half: 7, alpha: 0.2 },
  { half: 3.2, alpha: 0.38 },
] as const;

/** The way that one ship has come lately: a ring of points, written over and over. */
class Trail {
  readonly #x: Float32Array = new Float32Array(CAPACITY);
  readonly #y: Float32Array = new Float32Array(CAPACITY);
  readonly #atMs: Float64Array = new Float64Array(CAPACITY);
  #length = 0;
  #next = 0;

  /** Goes on to a place. */
  follow({ x, y }: Point, nowMs: number): void {
    const last = this.#index(0);
    if (this.#length > 0) {
      const way = Math.hypot(this.#x[last]! - x, this.#y[last]! - y);
      if (way > JUMP) this.#length = 0;
      else if (way < MIN_WAY || nowMs - this.#atMs[last]! < STEP_MS) return;
    }
    this.#x[this.#next] = x;
    this.#y[this.#next] = y;
    this.#atMs[this.#next] = nowMs;
    this.#next = (this.#next + 1) % CAPACITY;
    this.#length = Math.min(CAPACITY, this.#length + 1);
  }

  /** Draws it as a ribbon that runs out behind the ship. */
  draw(g: CanvasRenderingContext2D, from: Point, half: number, nowMs: number): void {
    let count = 0;
    while (count < this.#length && nowMs - this.#atMs[this.#index(count)]! < KEEP_MS) count++;
    if (count < 2) return;
    g.beginPath();
    for (let back = 0; back < count; back++) this.#edge(g, from, back, half, nowMs);
    for (let back = count - 1; back >= 0; back--) this.#edge(g, from, back, -half, nowMs);
    g.fill();
  }

  /** Goes to the edge of the ribbon at a point of the way, on one side. */
  #edge(g: CanvasRenderingContext2D, from: Point, back: number, half: number, nowMs: number): void {
    const here = this.#index(back);
    const ahead = back === 0 ? from : { x: this.#x[this.#index(back - 1)]!, y: this.#y[this.#index(back - 1)]! };
    const [x, y] = back === 0 ? [from.x, from.y] : [this.#x[here]!, this.#y[here]!];
    const behind = back === 0 ? this.#index(1) : here;
    const [dx, dy] = [ahead.x - this.#x[behind]!, ahead.y - this.#y[behind]!];
    const width = (half * Math.max(0, 1 - (nowMs - this.#atMs[here]!) / KEEP_MS)) / Math.max(0.001, Math.hypot(dx, dy));
    g.lineTo(x - dy * width, y + dx * width);
  }

  #index(back: number): number {
    return (this.#next - 1 - back + 2 * CAPACITY) % CAPACITY;
  }
}

/** The trails of all ships. */
export class Trails {
  readonly #trails: Map<number, Trail> = new Map();

  /** Lets the trail of a ship go on, and draws it. */
  draw(g: CanvasRenderingContext2D, id: number, place: Point, color: string, strength: number, nowMs: number): void {
    let trail = this.#trails.get(id);
    if (trail === undefined) {
      trail = new Trail();
      this.#trails.set(id, trail);
    }
    trail.follow(place, nowMs);
    g.fillStyle = color;
    for (const { half, alpha } of RIBBONS) {
      g.globalAlpha = alpha * strength;
      trail.draw(g, place, half, nowMs);
    }
    g.globalAlpha = 1;
  }

  /** Forgets the trails of ships that are gone. */
  keep(isThere: (id: number) => boolean): void {
    for (const id of this.#trails.keys()) if (!isThere(id)) this.#trails.delete(id);
  }
}
