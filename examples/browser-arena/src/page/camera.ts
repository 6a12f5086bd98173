import { ARENA } from '../shared/flight.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

const MARGIN_PX = 14;
const MIN_SCALE = 0.44;

/** Decides which part of the arena is seen: all of it, or what is around the own ship where all would be too small. */
export class Camera {
  /** Pixels of CSS per unit of the arena. */
  scale = 1;
  /** Where the arena's corner is on the canvas, in pixels of CSS. */
  left = 0;
  top = 0;

  /** Looks at the arena through a canvas of a size. */
  look(width: number, height: number, ship: Point): void {
    const fit = Math.min((width - 2 * MARGIN_PX) / ARENA.width, (height - 2 * MARGIN_PX) / ARENA.height);
    this.scale = Math.max(fit, MIN_SCALE);
    this.left = place(width, ARENA.width * this.scale, ship.x * this.scale);
    this.top = place(height, ARENA.height * this.scale, ship.y * this.scale);
  }

  /** Tells what is at a point of the canvas. */
  toWorld({ x, y }: Point): Point {
    return { x: (x - this.left) / this.scale, y: (y - this.top) / this.scale };
  }
}

const place = (view: number, size: number, focus: number): number => {
  if (size + 2 * MARGIN_PX <= view) return (view - size) / 2;
  return Math.min(MARGIN_PX, Math.max(view - size - MARGIN_PX, view / 2 - focus));
};
