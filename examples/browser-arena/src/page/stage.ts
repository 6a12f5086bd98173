import type { Pilot, Spark } from '../shared/messages.ts';
import type { Place } from '../shared/pack-place.ts';
import { Backdrop } from './backdrop.ts';
import { Camera, type Point } from './camera.ts';
import type { Health } from './connection-view.ts';
import { Effects } from './effects.ts';
import { cssColor } from './format.ts';
import { Minimap } from './minimap.ts';
import { SCENE_PALETTES, type ScenePalette } from './scene-palette.ts';
import { SharpCanvas } from './sharp-canvas.ts';
import { type Sprite, Sprites } from './sprites.ts';
import type { Stick } from './stick.ts';
import type { ThemeName } from './theme.ts';
import { Trails } from './trails.ts';

/** A ship as it is drawn. */
export interface DrawnShip {
  readonly id: number;
  readonly place: Place;
  readonly look: Pick<Pilot, 'name' | 'color' | 'hull' | 'isBot'>;
}

/** All that is on the stage at a moment. */
export interface Scene {
  readonly nowMs: number;
  readonly self: DrawnShip;
  readonly others: readonly DrawnShip[];
  readonly sparks: Iterable<Spark>;
  /** `false` shows the others as what they are: where they were. */
  readonly isCurrent: boolean;
  readonly health: Health;
  readonly stick: Stick | undefined;
}

const LABEL_BELOW = 40;
/** Ships beyond the edge by less than this are still seen, by their glow or trail. */
const EDGE_UNITS = 160;

/** Draws the arena, all of it on one canvas. */
export class Stage {
  readonly camera: Camera = new Camera();
  readonly effects: Effects;
  readonly #canvas: SharpCanvas;
  readonly #backdrop: Backdrop;
  readonly #sprites: Sprites = new Sprites();
  readonly #trails: Trails = new Trails();
  readonly #minimap: Minimap = new Minimap();
  readonly #seen: Set<number> = new Set();
  #palette: ScenePalette = SCENE_PALETTES.dark;

  /** What moves for its own sake stands still while `isCalm`. */
  constructor(element: HTMLCanvasElement, isCalm: () => boolean) {
    this.#canvas = new SharpCanvas(element);
    this.effects = new Effects(isCalm);
    this.#backdrop = new Backdrop(isCalm);
  }

  /** Wears a theme from the next frame on. */
  wear(theme: ThemeName): void {
    this.#palette = SCENE_PALETTES[theme];
  }

  /** Draws one frame. */
  draw(scene: Scene): void {
    const { camera } = this;
    const palette = this.#palette;
    const g = this.#canvas.begin(palette.space);
    camera.look(this.#canvas.width, this.#canvas.height, scene.self.place);
    this.#sprites.use(palette, camera.scale, this.#canvas.ratio);
    this.#toArena(g);
    this.#backdrop.draw(g, palette, palette.walls[scene.health], camera);
    this.#drawSparks(g, scene);
    this.#drawShips(g, scene);
    this.effects.drawBursts(g, scene.nowMs);
    this.#toCanvas(g);
    this.#drawLabels(g, scene);
    this.#drawMap(g, scene);
    scene.stick?.draw(g, palette.ring);
  }

  #toArena(g: CanvasRenderingContext2D): void {
    const { ratio } = this.#canvas;
    const { scale, left, top } = this.camera;
    g.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * left, ratio * top);
  }

  #toCanvas(g: CanvasRenderingContext2D): void {
    g.setTransform(this.#canvas.ratio, 0, 0, this.#canvas.ratio, 0, 0);
  }

  #isSeen(place: Point): boolean {
    const edge = EDGE_UNITS * this.camera.scale;
    const { x, y } = this.camera.toCanvas(place);
    return x > -edge && y > -edge && x < this.#canvas.width + edge && y < this.#canvas.height + edge;
  }

  #drawSparks(g: CanvasRenderingContext2D, { sparks, nowMs }: Scene): void {
    const sprite = this.#sprites.spark();
    for (const spark of sparks) {
      if (!this.#isSeen(spark)) continue;
      const phase = nowMs / 900 + spark.id;
      drawTurned(g, sprite, { ...spark, angle: phase * 0.5 }, 1 + 0.14 * Math.sin(phase * 2.2));
    }
  }

  #drawShips(g: CanvasRenderingContext2D, scene: Scene): void {
    const { nowMs, self, others, isCurrent } = scene;
    const { glow, ring } = this.#palette;
    this.#seen.clear();
    this.#seen.add(self.id);
    for (const { id, place, look } of others) {
      if (!this.#isSeen(place)) continue;
      this.#seen.add(id);
      if (isCurrent) this.#trails.draw(g, id, place, cssColor(look.color), glow, nowMs);
      g.globalAlpha = isCurrent ? 1 : 0.35;
      drawTurned(g, this.#sprites.ship(look.hull, look.color), place);
      g.globalAlpha = 1;
    }
    this.#trails.keep((id) => this.#seen.has(id));
    this.effects.drawRipples(g, self.place, nowMs);
    this.#trails.draw(g, self.id, self.place, cssColor(self.look.color), glow, nowMs);
    drawTurned(g, this.#sprites.ship(self.look.hull, self.look.color), self.place);
    g.strokeStyle = ring;
    g.lineWidth = 1.2 / this.camera.scale;
    g.beginPath();
    g.arc(self.place.x, self.place.y, 36, 0, 2 * Math.PI);
    g.stroke();
  }

  #drawLabels(g: CanvasRenderingContext2D, { self, others, isCurrent }: Scene): void {
    g.globalAlpha = isCurrent ? 1 : 0.35;
    for (const ship of others) if (this.#seen.has(ship.id)) this.#drawLabel(g, ship, false);
    g.globalAlpha = 1;
    this.#drawLabel(g, self, true);
  }

  #drawLabel(g: CanvasRenderingContext2D, { place, look }: DrawnShip, isOwn: boolean): void {
    const { image, width, height } = this.#sprites.label(look, isOwn);
    const { x, y } = this.camera.toCanvas(place);
    // Whole pixels keep the letters sharp.
    const left = Math.round(x - width / 2);
    const top = Math.round(y + LABEL_BELOW * this.camera.scale);
    g.drawImage(image, left, top, width, height);
  }

  #drawMap(g: CanvasRenderingContext2D, { self, others, health }: Scene): void {
    const { width, height } = this.#canvas;
    const map = this.#minimap;
    map.begin(g, { width, height, hasCard: health !== 'good' }, this.camera, this.#palette);
    for (const { place, look } of others) map.dot(g, place, cssColor(look.color), 3);
    map.dot(g, self.place, this.#palette.ownLabel, 5);
  }
}

const drawTurned = (g: CanvasRenderingContext2D, { image, width, height }: Sprite, place: Place, scale = 1): void => {
  g.save();
  g.translate(place.x, place.y);
  g.rotate(place.angle);
  g.drawImage(image, (-width / 2) * scale, (-height / 2) * scale, width * scale, height * scale);
  g.restore();
};
