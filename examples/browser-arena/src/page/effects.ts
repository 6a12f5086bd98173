// What moves on the stage and means nothing to the game: trails, bursts and ripples.

interface Step {
  readonly x: number;
  readonly y: number;
  readonly atMs: number;
}

interface Particle {
  x: number;
  y: number;
  readonly vx: number;
  readonly vy: number;
  readonly bornMs: number;
  readonly color: string;
}

const TRAIL_MS = 700;
const JUMP = 90;
const BURST_MS = 650;
const RIPPLE_MS = 1100;
const PARTICLES = 16;

/** Draws the effects; times are the page's. */
export class Effects {
  readonly #trails: Map<number, Step[]> = new Map();
  #particles: Particle[] = [];
  #ripples: { readonly bornMs: number; readonly color: string }[] = [];
  #drawnMs = 0;

  /** Lets a spark burst. */
  burst(x: number, y: number, color: string, nowMs: number): void {
    for (let i = 0; i < PARTICLES; i++) {
      const angle = (i / PARTICLES) * 2 * Math.PI + Math.random() * 0.4;
      const speed = 60 + Math.random() * 190;
      const [vx, vy] = [Math.cos(angle) * speed, Math.sin(angle) * speed];
      this.#particles.push({ x, y, vx, vy, bornMs: nowMs, color });
    }
  }

  /** Lets a ring leave the own ship: a heartbeat came back. */
  ripple(color: string, nowMs: number): void {
    this.#ripples.push({ bornMs: nowMs, color });
  }

  /** Draws the trail of a ship that is now at a place. */
  drawTrail(
    g: CanvasRenderingContext2D,
    id: number,
    place: { x: number; y: number },
    color: string,
    nowMs: number,
  ): void {
    const trail = this.#follow(id, place, nowMs);
    g.strokeStyle = color;
    g.lineCap = 'butt';
    for (let i = 1; i < trail.length; i++) {
      const [from, to] = [trail[i - 1]!, trail[i]!];
      const freshness = 1 - (nowMs - to.atMs) / TRAIL_MS;
      g.globalAlpha = 0.55 * freshness * freshness;
      g.lineWidth = 2 + 9 * freshness;
      g.beginPath();
      g.moveTo(from.x, from.y);
      g.lineTo(to.x, to.y);
      g.stroke();
    }
    g.globalAlpha = 1;
  }

  /** Draws the ripples around the own ship. */
  drawRipples(g: CanvasRenderingContext2D, { x, y }: { x: number; y: number }, nowMs: number): void {
    this.#ripples = this.#ripples.filter(({ bornMs }) => nowMs - bornMs < RIPPLE_MS);
    for (const { bornMs, color } of this.#ripples) {
      const age = (nowMs - bornMs) / RIPPLE_MS;
      g.globalAlpha = 0.5 * (1 - age) ** 2;
      g.strokeStyle = color;
      g.lineWidth = 2;
      g.beginPath();
      g.arc(x, y, 26 + 74 * Math.sqrt(age), 0, 2 * Math.PI);
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
      g.beginPath();
      g.arc(particle.x, particle.y, 4.5 * (1 - age) + 0.5, 0, 2 * Math.PI);
      g.fill();
    }
    g.globalAlpha = 1;
  }

  /** Forgets the trails of all ships but these. */
  keepTrails(ids: ReadonlySet<number>): void {
    for (const id of this.#trails.keys()) if (!ids.has(id)) this.#trails.delete(id);
  }

  #follow(id: number, { x, y }: { x: number; y: number }, nowMs: number): readonly Step[] {
    const before = this.#trails.get(id) ?? [];
    const last = before.at(-1);
    const jumped = last !== undefined && Math.hypot(last.x - x, last.y - y) > JUMP;
    const trail = jumped ? [] : before.filter(({ atMs }) => nowMs - atMs < TRAIL_MS);
    trail.push({ x, y, atMs: nowMs });
    this.#trails.set(id, trail);
    return trail;
  }
}
