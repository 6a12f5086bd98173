import { ARENA } from '../shared/simulation.ts';
import type { Camera, Point } from './camera.ts';
import type { ScenePalette } from './scene-palette.ts';

const EDGE_PX = 14;
/** Where the narrow page has room: below its bar, or below the card. */
const NARROW = { below: 700, widthPx: 92, topPx: 66, underCardPx: 148 } as const;
const WIDE_PX = 148;

/** The canvas that the map is on. */
export interface MapView {
  readonly width: number;
  readonly height: number;
  /** Tells whether the card of the connection is over it. */
  readonly hasCard: boolean;
}

/** Draws all of the arena in a corner of the canvas, in pixels of CSS. */
export class Minimap {
  #left = 0;
  #top = 0;
  #scale = 1;

  /** Begins with the ground, and the part of it that the camera shows. */
  begin(g: CanvasRenderingContext2D, view: MapView, camera: Camera, palette: ScenePalette): void {
    const isNarrow = view.width < NARROW.below;
    const width = isNarrow ? NARROW.widthPx : WIDE_PX;
    const height = (width * ARENA.height) / ARENA.width;
    this.#scale = width / ARENA.width;
    this.#left = view.width - width - EDGE_PX;
    this.#top = isNarrow ? (view.hasCard ? NARROW.underCardPx : NARROW.topPx) : view.height - height - EDGE_PX;
    g.fillStyle = palette.map;
    g.strokeStyle = palette.ring;
    g.lineWidth = 1;
    g.beginPath();
    g.roundRect(this.#left, this.#top, width, height, 6);
    g.fill();
    g.stroke();
    this.#outline(g, view, camera, width, height);
  }

  /** Adds a ship. */
  dot(g: CanvasRenderingContext2D, { x, y }: Point, color: string, size: number): void {
    g.fillStyle = color;
    g.fillRect(this.#left + x * this.#scale - size / 2, this.#top + y * this.#scale - size / 2, size, size);
  }

  #outline(g: CanvasRenderingContext2D, view: MapView, camera: Camera, width: number, height: number): void {
    const share = this.#scale / camera.scale;
    const left = Math.max(0, -camera.left * share);
    const top = Math.max(0, -camera.top * share);
    const right = Math.min(width, (view.width - camera.left) * share);
    const bottom = Math.min(height, (view.height - camera.top) * share);
    g.strokeRect(this.#left + left + 0.5, this.#top + top + 0.5, right - left - 1, bottom - top - 1);
  }
}
