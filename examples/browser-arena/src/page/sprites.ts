import type { Hull, Pilot } from '../shared/messages.ts';
import { cssColor } from './format.ts';
import { HULL_PATHS } from './hulls.ts';
import type { ScenePalette } from './scene-palette.ts';

/** A picture that is drawn once and copied from then on: shadows, gradients and text cost many times what a copy does. */
export interface Sprite {
  readonly image: HTMLCanvasElement;
  /** In units of whoever asked for it. */
  readonly width: number;
  readonly height: number;
}

const SHIP_UNITS = 150;
const SHIP_SCALE = 1.25;
const SPARK_UNITS = 84;
const LABEL_PX = 12.5;
const LABEL_FONT = `600 ${LABEL_PX}px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif`;
const MAX_SPRITES = 400;

/** Keeps the sprites of one palette, scale and screen; another of these begins anew. */
export class Sprites {
  readonly #sprites: Map<string, Sprite> = new Map();
  #palette: ScenePalette | undefined;
  #pixelsPerUnit = 0;
  #ratio = 0;

  /** Says for what sprites are wanted. */
  use(palette: ScenePalette, scale: number, ratio: number): void {
    const pixelsPerUnit = scale * ratio;
    const isSame = palette === this.#palette && pixelsPerUnit === this.#pixelsPerUnit && ratio === this.#ratio;
    if (isSame && this.#sprites.size < MAX_SPRITES) return;
    this.#sprites.clear();
    this.#palette = palette;
    this.#pixelsPerUnit = pixelsPerUnit;
    this.#ratio = ratio;
  }

  /** Gives a ship that looks to the right, with its glow; in units of the arena. */
  ship(hull: Hull, color: number): Sprite {
    return this.#keep(`ship ${hull} ${color}`, () =>
      this.#paint(SHIP_UNITS, SHIP_UNITS, this.#pixelsPerUnit, (g, palette) =>
        paintShip(g, hull, cssColor(color), palette),
      ),
    );
  }

  /** Gives the light of a spark; in units of the arena. */
  spark(): Sprite {
    return this.#keep('spark', () =>
      this.#paint(SPARK_UNITS, SPARK_UNITS, this.#pixelsPerUnit, (g, palette) => {
        paintGlow(g, SPARK_UNITS / 2, palette.spark, palette.glow);
        paintStar(g, palette.spark);
      }),
    );
  }

  /** Gives a name; in pixels of CSS. */
  label({ name, isBot }: Pick<Pilot, 'name' | 'isBot'>, isOwn: boolean): Sprite {
    const text = isBot ? `${name} · bot` : name;
    return this.#keep(`label ${isOwn} ${text}`, () =>
      this.#paint(labelWidth(text), LABEL_PX + 8, this.#ratio, (g, palette) => {
        const color = isOwn ? palette.ownLabel : palette.label;
        paintLabel(g, text, { color, strength: isBot ? 0.75 : 1, halo: palette.halo });
      }),
    );
  }

  #keep(key: string, make: () => Sprite): Sprite {
    const known = this.#sprites.get(key);
    if (known !== undefined) return known;
    const sprite = make();
    this.#sprites.set(key, sprite);
    return sprite;
  }

  #paint(
    width: number,
    height: number,
    scale: number,
    paint: (g: CanvasRenderingContext2D, palette: ScenePalette) => void,
  ): Sprite {
    const image = document.createElement('canvas');
    image.width = Math.ceil(width * scale);
    image.height = Math.ceil(height * scale);
    const g = image.getContext('2d');
    if (g !== null && this.#palette !== undefined) {
      g.scale(scale, scale);
      g.translate(width / 2, height / 2);
      paint(g, this.#palette);
    }
    return { image, width, height };
  }
}

const paintShip = (g: CanvasRenderingContext2D, hull: Hull, color: string, palette: ScenePalette): void => {
  paintGlow(g, SHIP_UNITS / 2, color, palette.glow);
  g.scale(SHIP_SCALE, SHIP_SCALE);
  const path = new Path2D(HULL_PATHS[hull]);
  const light = g.createLinearGradient(-16, -16, 16, 16);
  light.addColorStop(0, `color-mix(in srgb, ${color} 72%, white)`);
  light.addColorStop(0.55, color);
  light.addColorStop(1, `color-mix(in srgb, ${color} 78%, black)`);
  g.fillStyle = light;
  g.fill(path);
  g.strokeStyle = palette.outline;
  g.lineJoin = 'round';
  g.lineWidth = 1.3;
  g.stroke(path);
  g.fillStyle = palette.cockpit;
  g.beginPath();
  g.ellipse(3, 0, 5.5, 3.2, 0, 0, 2 * Math.PI);
  g.fill();
};

const paintGlow = (g: CanvasRenderingContext2D, radius: number, color: string, strength: number): void => {
  const glow = g.createRadialGradient(0, 0, 2, 0, 0, radius);
  const part = (share: number): string => `rgb(from ${color} r g b / ${share * strength})`;
  glow.addColorStop(0, part(0.52));
  glow.addColorStop(0.35, part(0.17));
  glow.addColorStop(0.65, part(0.04));
  glow.addColorStop(1, part(0));
  g.fillStyle = glow;
  g.fillRect(-radius, -radius, 2 * radius, 2 * radius);
};

const paintStar = (g: CanvasRenderingContext2D, color: string): void => {
  g.fillStyle = color;
  g.beginPath();
  for (let i = 0; i < 8; i++) {
    const radius = i % 2 === 0 ? 13 : 4.2;
    g.lineTo(Math.cos((i * Math.PI) / 4) * radius, Math.sin((i * Math.PI) / 4) * radius);
  }
  g.closePath();
  g.fill();
};

interface LabelLook {
  readonly color: string;
  /** From 0 to 1, of the letters alone. */
  readonly strength: number;
  readonly halo: string;
}

const paintLabel = (g: CanvasRenderingContext2D, text: string, { color, strength, halo }: LabelLook): void => {
  g.font = LABEL_FONT;
  g.textAlign = 'center';
  g.textBaseline = 'middle';
  g.lineJoin = 'round';
  g.lineWidth = 3;
  g.strokeStyle = halo;
  g.globalAlpha = 0.8;
  g.strokeText(text, 0, 0);
  g.globalAlpha = strength;
  g.fillStyle = color;
  g.fillText(text, 0, 0);
};

/** In pixels of CSS. It makes a canvas to measure on: not for every picture. */
const labelWidth = (text: string): number => {
  const g = document.createElement('canvas').getContext('2d');
  if (g === null) return text.length * LABEL_PX;
  g.font = LABEL_FONT;
  return Math.ceil(g.measureText(text).width) + 8;
};
