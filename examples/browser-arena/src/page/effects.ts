// What moves on the stage and means nothing to the game: bursts and ripples.

import type { Point } from './camera.ts';

interface Particle {
  x: number;
  y: number;
  readonly vx: number;
  readonly vy: number;
  readonly bornMs: number;
  readonly color: string;
}

const BURST_MS = 650;
const RIPPLE_MS = 1100;
const PARTICLES = 14;
const MAX_PARTICLES = 280;

/** Draws the effects; times are the page's. */
export class Effects {
  readonly #isCalm: () => boolean;
  #particles: Particle[] = [];
  #ripples: { readonly bornMs: number; readonly color: string }[] = [];
  #drawnMs = 0;

  /** None begins while `isCalm`. */
  constructor(isCalm: () => boolean) {
    this.#isCalm = isCalm;
  }

  /** Lets a spark burst. */
  burst(x: number, y: number, color: string, nowMs: number): void {
    if (this.#isCalm() || this.#particles.length > MAX_PARTICLES) return;
    for (let i = 0; i < PARTICLES; i++) {
      const angle = (i / PARTICLES) * 2 * Math.PI + Math.random() * 0.4;
      const speed = 60 + Math.random() * 190;
      const [vx, vy] = [Math.cos(angle) * speed, Math.sin(angle) * speed];
      this.#particles.push({ x, y, vx, vy, bornMs: nowMs, color });
    }
  }

  /** Lets a ring leave the own ship: a heartbeat came back. */
  ripple(color: string, nowMs: number): void {
    if (!this.#isCalm()) this.#ripples.push({ bornMs: nowMs, color });
  }

  /** Draws the ripples around the own ship. */
  drawRipples(g: CanvasRenderingContext2D, { x, y }: Point, nowMs: number): void {
    this.#ripples = this.#ripples.filter(({ bornMs }) => nowMs - bornMs < RIPPLE_MS);
    for (const { bornMs, color } of this.#ripples) {
      const age = (nowMs - bornMs) / RIPPLE_MS;
      g.globalAlpha = 0.5 * (1 - age) ** 2;
      g.strokeStyle = color;
      g.lineWidth = 2;
      g.beginPath();
      g.arc(x, y, 26 + 74 * Math.sqrt(Math.max(0, age)), 0, 2 * Math.PI);
      g.stroke();
    }
    g.globalAlpha = 1;
  }

  /** Draws what is left of bursts. */
  drawBursts(g: CanvasRenderingContext2D, nowMs: number): void {
    const seconds = Math.min(0.05, (nowMs - this.#drawnMs) / 1000);
    this.#drawnMs = nowMs;
    this.#particles = this.#particles.filter(({ bornMs }) => nowMs - bornMs < BURST_MS);
    for (const particle of this.#particles) {
      const age = (nowMs - particle.bornMs) / BURST_MS;
      particle.x += particle.vx * seconds * (1 - age);
      particle.y += particle.vy * seconds * (1 - age);
      g.globalAlpha = 1 - age;
      g.fillStyle = particle.color;
      const size = 5 * (1 - age);
      g.fillRect(particle.x - size / 2, particle.y - size / 2, size, size);
    }
    g.globalAlpha = 1;
  }
}
