import type { NetMgr } from '@netmgr/client';
import type { ArenaClient, Identity } from '../shared/arena-client.ts';
import type { Thrust } from '../shared/messages.ts';
import type { OwnShip } from '../shared/own-ship.ts';
import type { ConnectionView } from './connection-view.ts';
import type { Input } from './input.ts';
import type { Lifeline } from './lifeline.ts';
import type { LinkNumbers } from './link-numbers.ts';
import type { PieceCounter } from './piece-counter.ts';
import { RateMeter } from './rate-meter.ts';
import type { Scoreboard } from './scoreboard.ts';
import type { DrawnShip, Stage } from './stage.ts';
import type { Status } from './status.ts';

/** What a frame moves and shows. */
export interface FrameParts {
  readonly net: NetMgr;
  readonly arena: ArenaClient;
  readonly identity: Identity;
  readonly own: OwnShip;
  readonly input: Input;
  readonly view: ConnectionView;
  readonly stage: Stage;
  readonly status: Status;
  readonly numbers: LinkNumbers;
  readonly lifeline: Lifeline;
  readonly scoreboard: Scoreboard;
  readonly pieces: PieceCounter;
}

/** What the pictures took so far. */
export interface FrameWork {
  readonly drawn: number;
  readonly workMs: number;
}

const STATUS_EVERY_MS = 100;
const NUMBERS_EVERY_MS = 500;
/** Without news for so long, what is drawn of the others is history. */
const CURRENT_FOR_MS = 1000;
const SELF_ID = -1;
/** Who has flown for so long knows how. */
const HINT_FOR_MS = 1500;

/** Runs the page: flies and draws with every frame, and touches the document a few times a second only. */
export class FrameLoop {
  readonly #parts: FrameParts;
  readonly #meter: RateMeter = new RateMeter();
  #frameMs = performance.now();
  #statusMs = 0;
  #numbersMs = 0;
  #thrustMs = 0;
  #drawn = 0;
  #workMs = 0;

  constructor(parts: FrameParts) {
    this.#parts = parts;
  }

  /** Tells how many pictures were drawn, and the script that they took. */
  get work(): FrameWork {
    return { drawn: this.#drawn, workMs: this.#workMs };
  }

  /** Begins; it goes on as long as the page. */
  start(): void {
    requestAnimationFrame((nowMs) => {
      const beganMs = performance.now();
      this.#frame(nowMs);
      this.#drawn++;
      this.#workMs += performance.now() - beganMs;
      this.start();
    });
  }

  #frame(nowMs: number): void {
    const { own, input, stage, arena } = this.#parts;
    const elapsedMs = Math.max(0, nowMs - this.#frameMs);
    this.#frameMs = nowMs;
    if (arena.isJoined) this.#fly(input.thrustFrom(stage.camera.toCanvas(own.place)), elapsedMs);
    this.#draw(nowMs);
    if (nowMs - this.#statusMs >= STATUS_EVERY_MS) this.#showStatus(nowMs);
    if (nowMs - this.#numbersMs >= NUMBERS_EVERY_MS) this.#showNumbers(nowMs);
  }

  #fly(thrust: Thrust, elapsedMs: number): void {
    this.#parts.own.advance(thrust, elapsedMs);
    if (this.#thrustMs > HINT_FOR_MS || (thrust.x === 0 && thrust.y === 0)) return;
    this.#thrustMs += elapsedMs;
    if (this.#thrustMs > HINT_FOR_MS) document.documentElement.dataset.flown = '';
  }

  #draw(nowMs: number): void {
    const { stage, own, identity, arena, view, input } = this.#parts;
    const others: DrawnShip[] = [];
    arena.eachOther(nowMs, (pilot, place) => others.push({ id: pilot.id, place, look: pilot }));
    stage.draw({
      nowMs,
      self: { id: SELF_ID, place: own.place, look: identity },
      others,
      sparks: arena.sparks.values(),
      isCurrent: nowMs - arena.heardAtMs < CURRENT_FOR_MS,
      health: view.health,
      stick: input.stick,
    });
  }

  #showStatus(nowMs: number): void {
    this.#statusMs = nowMs;
    this.#parts.status.show(nowMs, this.#parts.pieces.lastAtMs);
  }

  #showNumbers(nowMs: number): void {
    this.#numbersMs = nowMs;
    const { net, arena, own, view, numbers, lifeline, scoreboard, pieces } = this.#parts;
    const { stats } = net;
    const totals = { bytes: stats.bytesIn, pieces: pieces.pieces, frames: stats.framesIn, ...this.work };
    const rates = this.#meter.note({ atMs: nowMs, ...totals });
    const { pendingCount, lastCorrection } = own;
    numbers.show({ stats, rates, pendingInputs: pendingCount, correction: lastCorrection, playoutMs: arena.playoutMs });
    lifeline.note(view.health, nowMs);
    lifeline.draw(nowMs);
    scoreboard.show(arena.pilots, arena.ownId);
  }
}
