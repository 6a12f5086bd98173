import { checkOptions } from '../check-option.ts';
import type { FrameCursor } from '../link/frame-cursor.ts';
import type { Mark, Outlet, Stage } from '../link/stage.ts';
import type { Fault, FaultContext } from './fault.ts';
import { HeldItems } from './held-items.ts';

/**
 * Drops heartbeats and lets everything else through, as a server that is up but does not answer. It stands at the sender, so the
 * stream is one without heartbeats, not one with holes. Only whole frames with the heartbeat's id and no body are dropped, and the
 * front of a header waits until the rest has come. With direction `up` it drops those of the client.
 */
export const muteHeartbeat = (...none: readonly never[]): Fault => {
  checkOptions('muteHeartbeat', none[0], []);
  return {
    name: 'muteHeartbeat',
    settings: {},
    direction: 'down',
    effect: { at: 'stream', createStage: (context) => new MuteHeartbeatStage(context) },
  };
};

class MuteHeartbeatStage implements Stage {
  /** The front of a header. */
  readonly held: HeldItems = new HeldItems();
  readonly isFull = false;
  readonly #heartId: number;
  readonly #cursor: FrameCursor;
  readonly #out: Outlet;
  #hasSeenFrameBegin = false;

  constructor({ out, cursor, systemIds }: FaultContext) {
    this.#heartId = systemIds.heart;
    this.#cursor = cursor;
    this.#out = out;
  }

  bytes(piece: Uint8Array): void {
    const cursor = this.#cursor;
    let from = 0;
    for (let at = 0; at < piece.length; ) {
      const begin = at;
      this.#hasSeenFrameBegin ||= cursor.isBetweenFrames;
      const isInHeader = this.#hasSeenFrameBegin && cursor.isInHeader;
      at = cursor.take(piece, at, piece.length);
      if (!isInHeader) continue;
      if (!cursor.isLost && cursor.frameBytes === undefined) {
        this.#pass(piece, from, begin);
        this.held.push(piece.subarray(begin));
        return;
      }
      if (this.#isHeartbeat()) {
        this.#pass(piece, from, begin);
        this.held.clear();
        from = at;
      } else this.held.drain(this.#out);
    }
    this.#pass(piece, from, piece.length);
  }

  mark(mark: Mark): void {
    if (mark.kind !== 'aside') this.held.drain(this.#out);
    this.#out.mark(mark);
  }

  release(): void {
    this.held.drain(this.#out);
  }

  stop(): void {
    this.held.clear();
  }

  #isHeartbeat(): boolean {
    const { isLost, id, frameBytes, layout } = this.#cursor;
    return !isLost && id === this.#heartId && frameBytes === layout.headerBytes;
  }

  #pass(piece: Uint8Array, from: number, to: number): void {
    if (from === to) return;
    this.#out.bytes(from === 0 && to === piece.length ? piece : piece.subarray(from, to));
  }
}
