import { checkOptions } from '../check-option.ts';
import { type Held, type Mark, NOTHING_HELD, type Stage } from '../link/stage.ts';
import type { Fault, FaultContext } from './fault.ts';

/**
 * Swallows bytes and ends, so that both sides go on believing in a connection that is dead: a NAT that forgot it, a host without
 * power. Nobody is told; the server drops the client by its own rules, such as `idleTimeoutMs`, and the client does not hear of
 * that either. With direction `down` only the client is deaf, with `up` only the server.
 *
 * What was swallowed is lost, so a connection that lost anything is reset when the fault is removed.
 */
export const halfOpen = (...none: readonly never[]): Fault => {
  checkOptions('halfOpen', none[0], []);
  return {
    name: 'halfOpen',
    settings: {},
    direction: 'both',
    effect: { at: 'stream', createStage: (context) => new HalfOpenStage(context) },
  };
};

class HalfOpenStage implements Stage {
  readonly held: Held = NOTHING_HELD;
  readonly isFull = false;
  readonly #cut: FaultContext['cut'];
  #hasLost = false;

  constructor({ cut }: FaultContext) {
    this.#cut = cut;
  }

  bytes(): void {
    this.#hasLost = true;
  }

  mark(mark: Mark): void {
    // A ping may be lost without harm.
    this.#hasLost ||= mark.kind !== 'aside';
  }

  release(): void {
    if (this.#hasLost) this.#cut('reset');
  }

  stop(): void {}
}
