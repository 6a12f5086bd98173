import { ARENA } from '../shared/simulation.ts';

/** A point, on the canvas or in the arena. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How far beyond the wall is seen, in pixels of CSS. */
const MARGIN_PX = 58;
const [MIN_SCALE, MAX_SCALE] = [0.5, 1];
/** A view as large as this, edge for edge, shows the arena at its own size. */
const FULL_SIZE_PX = 1150;

/** Follows the own ship, as far as the walls let it. */
export class Camera {
  /** Pixels of CSS per unit of the arena. */
  scale = 1;
  /** Where the arena's corner is on the canvas, in pixels of CSS. */
  left = 0;
  top = 0;

  /** Looks at the arena through a canvas of a size. */
  look(width: number, height: number, ship: Point): void {
    this.scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, Math.sqrt(width * height) / FULL_SIZE_PX));
    this.left = place(width, ARENA.width * this.scale, ship.x * this.scale);
    this.top = place(height, ARENA.height * this.scale, ship.y * this.scale);
  }

  /** Tells where a point of the arena is on the canvas. */
  toCanvas({ x, y }: Point): Point {
    return { x: this.left + x * this.scale, y: this.top + y * this.scale };
  }
}

const place = (view: number, size: number, focus: number): number => {
  if (size + 2 * MARGIN_PX <= view) return (view - size) / 2;
  return Math.min(MARGIN_PX, Math.max(view - size - MARGIN_PX, view / 2 - focus));
};
