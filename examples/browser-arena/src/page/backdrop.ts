import { ARENA } from '../shared/flight.ts';

const GRID = 100;
const STARS = 150;

/** Draws the night, the grid and the wall of the arena. */
export class Backdrop {
  readonly #stars: readonly { readonly x: number; readonly y: number; readonly size: number; readonly light: number }[];

  constructor() {
    this.#stars = Array.from({ length: STARS }, () => ({
      x: Math.random() * ARENA.width,
      y: Math.random() * ARENA.height,
      size: 1 + Math.random() * 1.8,
      light: 0.12 + Math.random() * 0.4,
    }));
  }

  /** Draws in units of the arena; `wall` is the colour of its edge. */
  draw(g: CanvasRenderingContext2D, wall: string, unitsPerPixel: number): void {
    const { width, height } = ARENA;
    const night = g.createRadialGradient(width / 2, height / 2, 60, width / 2, height / 2, width * 0.62);
    night.addColorStop(0, '#16203a');
    night.addColorStop(1, '#0a0f1c');
    g.fillStyle = night;
    g.beginPath();
    g.roundRect(0, 0, width, height, 28);
    g.fill();
    this.#drawGrid(g, unitsPerPixel);
    for (const { x, y, size, light } of this.#stars) {
      g.fillStyle = `rgb(190 210 255 / ${light})`;
      g.fillRect(x, y, size, size);
    }
    g.beginPath();
    g.roundRect(0, 0, width, height, 28);
    g.strokeStyle = wall;
    g.globalAlpha = 0.16;
    g.lineWidth = 7 * unitsPerPixel;
    g.stroke();
    g.globalAlpha = 0.8;
    g.lineWidth = 1.5 * unitsPerPixel;
    g.stroke();
    g.globalAlpha = 1;
  }

  #drawGrid(g: CanvasRenderingContext2D, unitsPerPixel: number): void {
    g.strokeStyle = 'rgb(140 170 255 / 0.07)';
    g.lineWidth = unitsPerPixel;
    g.beginPath();
    for (let x = GRID; x < ARENA.width; x += GRID) {
      g.moveTo(x, 0);
      g.lineTo(x, ARENA.height);
    }
    for (let y = GRID; y < ARENA.height; y += GRID) {
      g.moveTo(0, y);
      g.lineTo(ARENA.width, y);
    }
    g.stroke();
  }
}
