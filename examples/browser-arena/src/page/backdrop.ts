import { ARENA } from '../shared/simulation.ts';
import type { Camera } from './camera.ts';
import type { ScenePalette } from './scene-palette.ts';

const GRID = 100;
const CORNER = 28;
/** How many stars per layer, how large they are, and how much of the way they go along: those far away go least. */
const LAYERS = [
  { count: 170, size: 1.6, share: 0.75 },
  { count: 90, size: 2.6, share: 1 },
] as const;

/** Draws what does not move of its own: space, floor, grid, stars and the wall. Its shapes are made once. */
export class Backdrop {
  readonly #grid: Path2D = createGrid();
  readonly #floor: Path2D = new Path2D();
  readonly #stars: readonly Path2D[] = LAYERS.map(createStars);
  readonly #isCalm: () => boolean;
  #floorFill: { readonly palette: ScenePalette; readonly gradient: CanvasGradient } | undefined;

  /** The stars keep to the floor while `isCalm`. */
  constructor(isCalm: () => boolean) {
    this.#isCalm = isCalm;
    this.#floor.roundRect(0, 0, ARENA.width, ARENA.height, CORNER);
  }

  /** Draws in units of the arena, on a canvas that the camera has been put to. */
  draw(g: CanvasRenderingContext2D, palette: ScenePalette, wall: string, camera: Camera): void {
    g.fillStyle = this.#gradient(g, palette);
    g.fill(this.#floor);
    g.strokeStyle = palette.grid;
    g.lineWidth = 1 / camera.scale;
    g.stroke(this.#grid);
    LAYERS.forEach((layer, i) => {
      const share = this.#isCalm() ? 1 : layer.share;
      g.fillStyle = palette.stars[i]!;
      const [x, y] = [drift(camera.left, camera.scale, share), drift(camera.top, camera.scale, share)];
      g.translate(x, y);
      g.fill(this.#stars[i]!);
      g.translate(-x, -y);
    });
    g.strokeStyle = wall;
    g.globalAlpha = 0.18;
    g.lineWidth = 8 / camera.scale;
    g.stroke(this.#floor);
    g.globalAlpha = 0.85;
    g.lineWidth = 1.5 / camera.scale;
    g.stroke(this.#floor);
    g.globalAlpha = 1;
  }

  #gradient(g: CanvasRenderingContext2D, palette: ScenePalette): CanvasGradient {
    if (this.#floorFill?.palette === palette) return this.#floorFill.gradient;
    const { width, height } = ARENA;
    const gradient = g.createRadialGradient(width / 2, height / 2, 80, width / 2, height / 2, width * 0.6);
    gradient.addColorStop(0, palette.floor[0]);
    gradient.addColorStop(1, palette.floor[1]);
    this.#floorFill = { palette, gradient };
    return gradient;
  }
}

/** Far stars lag behind the floor by what the camera has moved it. */
const drift = (corner: number, scale: number, share: number): number => (-corner / scale) * (1 - share);

const createGrid = (): Path2D => {
  const grid = new Path2D();
  for (let x = GRID; x < ARENA.width; x += GRID) {
    grid.moveTo(x, 0);
    grid.lineTo(x, ARENA.height);
  }
  for (let y = GRID; y < ARENA.height; y += GRID) {
    grid.moveTo(0, y);
    grid.lineTo(ARENA.width, y);
  }
  return grid;
};

const createStars = ({ count, size }: { count: number; size: number }): Path2D => {
  const stars = new Path2D();
  for (let i = 0; i < count; i++) {
    const radius = (size * (0.5 + Math.random())) / 2;
    const [x, y] = [Math.random() * ARENA.width, Math.random() * ARENA.height];
    stars.moveTo(x + radius, y);
    stars.arc(x, y, radius, 0, 2 * Math.PI);
  }
  return stars;
};
