import { ARENA } from '../shared/flight.ts';
import type { Hull, Pilot, Place, Spark } from '../shared/messages.ts';
import { Backdrop } from './backdrop.ts';
import { Camera } from './camera.ts';
import { Effects } from './effects.ts';
import { cssColor } from './format.ts';
import { HULL_PATHS } from './hulls.ts';
import { SharpCanvas } from './sharp-canvas.ts';

/** All that is on the stage at a moment. */
export interface Scene {
  readonly nowMs: number;
  readonly self: { readonly place: Place; readonly look: Pick<Pilot, 'name' | 'color' | 'hull'> };
  readonly others: readonly { readonly pilot: Pilot; readonly place: Place }[];
  readonly sparks: Iterable<Spark>;
  /** `false` shows the others as what they are: where they were. */
  readonly isCurrent: boolean;
  /** The colour of the arena's wall. */
  readonly wall: string;
}

const SELF_ID = -1;
const SHIP_SCALE = 1.25;
const LABEL_BELOW = 46;
const SPARK_COLOR = '#ffe9a8';

/** Draws the arena. */
export class Stage {
  readonly camera: Camera = new Camera();
  readonly effects: Effects = new Effects();
  readonly #canvas: SharpCanvas;
  readonly #frame: HTMLElement;
  readonly #backdrop: Backdrop = new Backdrop();
  readonly #hulls: Map<Hull, Path2D> = new Map();
  readonly #glows: Map<string, HTMLCanvasElement> = new Map();

  /** Draws on a canvas, over which `frame` has texts. */
  constructor(element: HTMLCanvasElement, frame: HTMLElement) {
    this.#canvas = new SharpCanvas(element);
    this.#frame = frame;
  }

  /** Draws one frame. */
  draw(scene: Scene): void {
    const { camera } = this;
    const g = this.#canvas.begin();
    camera.look(this.#canvas.width, this.#canvas.height, scene.self.place);
    this.#placeTexts();
    g.translate(camera.left, camera.top);
    g.scale(camera.scale, camera.scale);
    this.#backdrop.draw(g, scene.wall, 1 / camera.scale);
    for (const spark of scene.sparks) this.#drawSpark(g, spark, scene.nowMs);
    this.effects.keepTrails(new Set([SELF_ID, ...scene.others.map(({ pilot }) => pilot.id)]));
    for (const { pilot, place } of scene.others) {
      if (scene.isCurrent) this.effects.drawTrail(g, pilot.id, place, cssColor(pilot.color), scene.nowMs);
      g.globalAlpha = scene.isCurrent ? 1 : 0.4;
      this.#drawShip(g, place, pilot);
      this.#drawLabel(g, place, pilot.name, pilot.isBot ? 'bot' : '', '#b4c0d4');
      g.globalAlpha = 1;
    }
    this.#drawSelf(g, scene);
    this.effects.drawBursts(g, scene.nowMs);
  }

  /** Lets the texts over the stage keep to the arena's corner. */
  #placeTexts(): void {
    const { style } = this.#frame;
    style.setProperty('--arena-left', `${Math.max(0, Math.round(this.camera.left))}px`);
    style.setProperty('--arena-top', `${Math.max(0, Math.round(this.camera.top))}px`);
  }

  #drawSelf(g: CanvasRenderingContext2D, { self: { place, look }, nowMs }: Scene): void {
    const color = cssColor(look.color);
    this.effects.drawRipples(g, place, nowMs);
    this.effects.drawTrail(g, SELF_ID, place, color, nowMs);
    this.#drawShip(g, place, look);
    g.strokeStyle = '#ffffff';
    g.globalAlpha = 0.35;
    g.lineWidth = 1.2 / this.camera.scale;
    g.beginPath();
    g.arc(place.x, place.y, 38, 0, 2 * Math.PI);
    g.stroke();
    g.globalAlpha = 1;
    this.#drawLabel(g, place, look.name, '', '#ffffff');
  }

  #drawShip(g: CanvasRenderingContext2D, { x, y, angle }: Place, look: Pick<Pilot, 'color' | 'hull'>): void {
    const color = cssColor(look.color);
    g.drawImage(this.#glowOf(color), x - 78, y - 78, 156, 156);
    g.save();
    g.translate(x, y);
    g.rotate(angle);
    g.scale(SHIP_SCALE, SHIP_SCALE);
    const hull = this.#pathOf(look.hull);
    g.fillStyle = color;
    g.fill(hull);
    g.strokeStyle = 'rgb(255 255 255 / 0.75)';
    g.lineJoin = 'round';
    g.lineWidth = 1.4;
    g.stroke(hull);
    g.fillStyle = 'rgb(8 12 24 / 0.75)';
    g.beginPath();
    g.ellipse(3, 0, 5.5, 3.2, 0, 0, 2 * Math.PI);
    g.fill();
    g.restore();
  }

  #drawLabel(g: CanvasRenderingContext2D, { x, y }: Place, name: string, note: string, color: string): void {
    const size = 12.5 / this.camera.scale;
    g.font = `600 ${size}px system-ui, sans-serif`;
    g.textAlign = 'center';
    g.fillStyle = color;
    const half = g.measureText(name).width / 2 + 6;
    const labelX = Math.min(Math.max(x, half), ARENA.width - half);
    // Under a ship at the lower wall there is no room.
    const labelY =
      y > ARENA.height - 2 * LABEL_BELOW
        ? y - LABEL_BELOW - size * (note === '' ? 0 : 1.2)
        : y + LABEL_BELOW + size * 0.7;
    g.fillText(name, labelX, labelY);
    if (note === '') return;
    g.font = `${size * 0.85}px system-ui, sans-serif`;
    g.fillStyle = '#7d8aa3';
    g.fillText(note, labelX, labelY + size * 1.2);
  }

  #drawSpark(g: CanvasRenderingContext2D, { id, x, y }: Spark, nowMs: number): void {
    const phase = nowMs / 900 + id;
    const size = 11 + 2 * Math.sin(phase * 2.2);
    g.drawImage(this.#glowOf(SPARK_COLOR), x - 42, y - 42, 84, 84);
    g.fillStyle = SPARK_COLOR;
    g.beginPath();
    for (let i = 0; i < 8; i++) {
      const radius = i % 2 === 0 ? size : size * 0.32;
      const angle = phase * 0.5 + (i * Math.PI) / 4;
      g.lineTo(x + Math.cos(angle) * radius, y + Math.sin(angle) * radius);
    }
    g.closePath();
    g.fill();
  }

  #pathOf(hull: Hull): Path2D {
    const path = this.#hulls.get(hull) ?? new Path2D(HULL_PATHS[hull]);
    this.#hulls.set(hull, path);
    return path;
  }

  #glowOf(color: string): HTMLCanvasElement {
    const glow = this.#glows.get(color) ?? createGlow(color);
    this.#glows.set(color, glow);
    return glow;
  }
}

// A drawn shadow costs many times what a picture of one does.
const createGlow = (color: string): HTMLCanvasElement => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 128;
  const g = canvas.getContext('2d');
  if (g === null) return canvas;
  const light = g.createRadialGradient(64, 64, 2, 64, 64, 64);
  light.addColorStop(0, `${color}88`);
  light.addColorStop(0.35, `${color}2e`);
  light.addColorStop(1, `${color}00`);
  g.fillStyle = light;
  g.fillRect(0, 0, 128, 128);
  return canvas;
};
