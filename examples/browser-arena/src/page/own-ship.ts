import type { ArenaClient } from '../shared/arena-client.ts';
import { ARENA, createShip, fly, type Ship, type Thrust } from '../shared/flight.ts';

const SEND_EVERY_MS = 50;

/** The ship of this page: it moves at once, and the server is told up to 20 times a second. */
export class OwnShip {
  readonly ship: Ship;
  readonly #arena: ArenaClient;
  #sentMs = 0;
  #sent = '';

  constructor(arena: ArenaClient) {
    this.#arena = arena;
    this.ship = createShip({
      x: ARENA.width * (0.35 + 0.3 * Math.random()),
      y: ARENA.height * (0.35 + 0.3 * Math.random()),
      angle: -Math.PI / 2,
    });
  }

  /** Flies on, and tells the server when it is time and there is something to tell. */
  step(thrust: Thrust, seconds: number, nowMs: number): void {
    fly(this.ship, thrust, seconds);
    const place = `${this.ship.x.toFixed(1)} ${this.ship.y.toFixed(1)} ${this.ship.angle.toFixed(2)}`;
    if (place !== this.#sent && nowMs - this.#sentMs >= SEND_EVERY_MS) this.#tell(place, nowMs);
  }

  /** Tells the server at the next step, whatever it knows. */
  tellAgain(): void {
    this.#sent = '';
  }

  #tell(place: string, nowMs: number): void {
    const { x, y, angle } = this.ship;
    if (!this.#arena.move({ x, y, angle })) return;
    this.#sent = place;
    this.#sentMs = nowMs;
  }
}
