import type { NetMgr } from '@netmgr/client';
import type { ArenaClient, Identity } from '../shared/arena-client.ts';
import type { ConnectionView } from './connection-view.ts';
import type { Input } from './input.ts';
import type { Lifeline } from './lifeline.ts';
import type { OwnShip } from './own-ship.ts';
import type { Panel } from './panel.ts';
import type { Scoreboard } from './scoreboard.ts';
import type { Stage } from './stage.ts';

/** What a frame moves and shows. */
export interface FrameParts {
  readonly net: NetMgr;
  readonly arena: ArenaClient;
  readonly identity: Identity;
  readonly own: OwnShip;
  readonly input: Input;
  readonly view: ConnectionView;
  readonly stage: Stage;
  readonly panel: Panel;
  readonly lifeline: Lifeline;
  readonly scoreboard: Scoreboard;
}

const PANEL_EVERY_MS = 100;
/** Without news for so long, what is drawn of the others is history. */
const CURRENT_FOR_MS = 600;
const MAX_STEP_SECONDS = 0.05;

const WALLS: Readonly<Record<ConnectionView['health'], string>> = {
  idle: '#5b6b8c',
  good: '#4f78c4',
  suspect: '#ffb84d',
  lost: '#ff6377',
  dialling: '#6aaeff',
  closed: '#5b6b8c',
};

/** Runs the page: flies and draws with every frame, and shows the numbers ten times a second. */
export class FrameLoop {
  readonly #parts: FrameParts;
  #frameMs = performance.now();
  #panelMs = 0;

  constructor(parts: FrameParts) {
    this.#parts = parts;
  }

  /** Begins; it goes on as long as the page. */
  start(): void {
    requestAnimationFrame((nowMs) => {
      this.#frame(nowMs);
      this.start();
    });
  }

  #frame(nowMs: number): void {
    const { own, input, stage } = this.#parts;
    const seconds = Math.min(MAX_STEP_SECONDS, Math.max(0, nowMs - this.#frameMs) / 1000);
    this.#frameMs = nowMs;
    own.step(input.thrustFor(own.ship, stage.camera), seconds, nowMs);
    this.#draw(nowMs);
    if (nowMs - this.#panelMs < PANEL_EVERY_MS) return;
    this.#panelMs = nowMs;
    this.#showNumbers(nowMs);
  }

  #draw(nowMs: number): void {
    const { stage, own, identity, arena, view } = this.#parts;
    stage.draw({
      nowMs,
      self: { place: own.ship, look: identity },
      others: arena.othersAt(nowMs),
      sparks: arena.sparks,
      isCurrent: nowMs - arena.heardAtMs < CURRENT_FOR_MS,
      wall: WALLS[view.health],
    });
  }

  #showNumbers(nowMs: number): void {
    const { net, arena, view, panel, lifeline, scoreboard } = this.#parts;
    lifeline.note(view.health, nowMs);
    lifeline.draw(nowMs);
    panel.show(net.stats, nowMs, arena.heardAtMs);
    scoreboard.show(arena.pilots, arena.ownId);
  }
}
