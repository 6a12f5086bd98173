import type { Ship, Thrust } from '../shared/flight.ts';
import type { Camera } from './camera.ts';

const KEYS: Readonly<Record<string, Thrust>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  KeyA: { x: -1, y: 0 },
  KeyD: { x: 1, y: 0 },
  KeyW: { x: 0, y: -1 },
  KeyS: { x: 0, y: 1 },
};

const FULL_THRUST_FROM = 110;

/** Turns keys and the pointer into thrust. */
export class Input {
  readonly #canvas: HTMLCanvasElement;
  readonly #held: Set<string> = new Set();
  #pointer: { readonly x: number; readonly y: number } | undefined;

  /** Keys count wherever the focus is, except in what uses them itself; the pointer counts on the canvas. */
  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    addEventListener('keydown', (event) => this.#press(event));
    addEventListener('keyup', ({ code }) => this.#held.delete(code));
    addEventListener('blur', () => this.#release());
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.#point(event);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (this.#pointer !== undefined) this.#point(event);
    });
    for (const end of ['pointerup', 'pointercancel'] as const) {
      canvas.addEventListener(end, () => {
        this.#pointer = undefined;
      });
    }
  }

  /** Tells where the player wants to go now. */
  thrustFor(ship: Ship, camera: Camera): Thrust {
    return this.#pointer === undefined ? this.#fromKeys() : towards(ship, camera.toWorld(this.#pointer));
  }

  #fromKeys(): Thrust {
    let [x, y] = [0, 0];
    for (const code of this.#held) {
      x += KEYS[code]!.x;
      y += KEYS[code]!.y;
    }
    const length = Math.max(1, Math.hypot(x, y));
    return { x: Math.sign(x) / length, y: Math.sign(y) / length };
  }

  #press(event: KeyboardEvent): void {
    const scrollsLog = event.target instanceof HTMLElement && event.target.id === 'log';
    if (!Object.hasOwn(KEYS, event.code) || scrollsLog || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#held.add(event.code);
  }

  #point({ clientX, clientY }: PointerEvent): void {
    const { left, top } = this.#canvas.getBoundingClientRect();
    this.#pointer = { x: clientX - left, y: clientY - top };
  }

  #release(): void {
    this.#held.clear();
    this.#pointer = undefined;
  }
}

const towards = (from: { x: number; y: number }, to: { x: number; y: number }): Thrust => {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const strength = Math.min(1, distance / FULL_THRUST_FROM) / Math.max(1, distance);
  return { x: (to.x - from.x) * strength, y: (to.y - from.y) * strength };
};
