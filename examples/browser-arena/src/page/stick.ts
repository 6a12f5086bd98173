import type { Point } from './camera.ts';

/** How far a finger has to go for full thrust, in pixels of CSS. */
const REACH_PX = 64;
const DEAD_SHARE = 0.12;

/** A stick under a finger: it stands where the finger came down, and is tilted by dragging. */
export class Stick {
  readonly #foot: Point;
  #x = 0;
  #y = 0;

  constructor(foot: Point) {
    this.#foot = foot;
  }

  /** Tells how far it is tilted: a direction with a strength of at most 1, and none for a finger that only rests. */
  get tilt(): Point {
    return Math.hypot(this.#x, this.#y) < DEAD_SHARE ? { x: 0, y: 0 } : { x: this.#x, y: this.#y };
  }

  /** Follows the finger. */
  drag({ x, y }: Point): void {
    const [dx, dy] = [(x - this.#foot.x) / REACH_PX, (y - this.#foot.y) / REACH_PX];
    const length = Math.max(1, Math.hypot(dx, dy));
    this.#x = dx / length;
    this.#y = dy / length;
  }

  /** Draws it on the canvas, in pixels of CSS. */
  draw(g: CanvasRenderingContext2D, color: string): void {
    const { x, y } = this.#foot;
    g.strokeStyle = g.fillStyle = color;
    g.lineWidth = 2;
    g.beginPath();
    g.arc(x, y, REACH_PX, 0, 2 * Math.PI);
    g.stroke();
    g.beginPath();
    g.arc(x + this.#x * REACH_PX, y + this.#y * REACH_PX, 24, 0, 2 * Math.PI);
    g.fill();
  }
}
