import type { Thrust } from '../shared/messages.ts';
import { NO_THRUST, thrustOf } from '../shared/simulation.ts';
import type { Point } from './camera.ts';
import { Stick } from './stick.ts';

const KEYS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  KeyA: { x: -1, y: 0 },
  KeyD: { x: 1, y: 0 },
  KeyW: { x: 0, y: -1 },
  KeyS: { x: 0, y: 1 },
};

/** What uses all keys itself, and what uses the arrows. */
const USES_KEYS = 'input[type="text"], dialog';
const USES_ARROWS = 'input[type="range"], [role="log"]';

/** A mouse that is so far from the ship asks for full thrust, in pixels of CSS. */
const FULL_THRUST_PX = 80;

/** Turns keys, the mouse and fingers into thrust. */
export class Input {
  readonly #canvas: HTMLCanvasElement;
  readonly #held: Set<string> = new Set();
  #pointerId: number | undefined;
  #mouse: Point | undefined;
  #stick: Stick | undefined;

  /** Keys count wherever the focus is, except in what uses them itself; pointers count on the canvas, which begins at the page's corner. */
  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    addEventListener('keydown', (event) => this.#press(event));
    addEventListener('keyup', (event) => this.#lift(event));
    addEventListener('blur', () => this.#release());
    canvas.addEventListener('pointerdown', (event) => this.#down(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    for (const end of ['pointerup', 'pointercancel'] as const) {
      canvas.addEventListener(end, ({ pointerId }) => this.#up(pointerId));
    }
  }

  /** The stick under a finger, if there is one. */
  get stick(): Stick | undefined {
    return this.#stick;
  }

  /** Tells where the player wants to go now; `ship` is where it is on the canvas. */
  thrustFrom(ship: Point): Thrust {
    if (this.#stick !== undefined) return thrustOf(this.#stick.tilt.x, this.#stick.tilt.y);
    if (this.#mouse !== undefined) {
      return thrustOf((this.#mouse.x - ship.x) / FULL_THRUST_PX, (this.#mouse.y - ship.y) / FULL_THRUST_PX);
    }
    return this.#held.size === 0 ? NO_THRUST : this.#fromKeys();
  }

  #fromKeys(): Thrust {
    let [x, y] = [0, 0];
    for (const code of this.#held) {
      x += KEYS[code]!.x;
      y += KEYS[code]!.y;
    }
    return thrustOf(Math.sign(x), Math.sign(y));
  }

  #press(event: KeyboardEvent): void {
    const { code, target } = event;
    if (!Object.hasOwn(KEYS, code) || event.ctrlKey || event.metaKey || event.altKey) return;
    const users = code.startsWith('Arrow') ? `${USES_KEYS}, ${USES_ARROWS}` : USES_KEYS;
    if (target instanceof Element && target.closest(users) !== null) return;
    event.preventDefault();
    this.#held.add(code);
  }

  #lift({ code, key }: KeyboardEvent): void {
    // macOS does not tell what is let go while the command key is down.
    if (key === 'Meta') this.#held.clear();
    else this.#held.delete(code);
  }

  #down(event: PointerEvent): void {
    // Another button of the mouse is the browser's: its menu would swallow the end of the press.
    if (this.#pointerId !== undefined || event.button !== 0) return;
    this.#pointerId = event.pointerId;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#canvas.focus({ preventScroll: true, focusVisible: false });
    // Otherwise the click gives the focus to the page, and the keys of the chat with it.
    event.preventDefault();
    if (event.pointerType === 'mouse') this.#mouse = pointOf(event);
    else this.#stick = new Stick(pointOf(event));
  }

  #move(event: PointerEvent): void {
    if (event.pointerId !== this.#pointerId) return;
    if (this.#stick !== undefined) this.#stick.drag(pointOf(event));
    else this.#mouse = pointOf(event);
  }

  #up(pointerId: number): void {
    if (pointerId === this.#pointerId) this.#letGo();
  }

  #release(): void {
    this.#held.clear();
    this.#letGo();
  }

  #letGo(): void {
    this.#pointerId = this.#mouse = this.#stick = undefined;
  }
}

const pointOf = ({ clientX, clientY }: PointerEvent): Point => ({ x: clientX, y: clientY });
