import type { Game, StepReport } from './game.ts';

/** Says what the steps of a game do with the network. */
export class Narrator {
  readonly #game: Game;
  readonly #write: (line: string) => void;
  #crowd = 0;
  #longestMs = 0;

  constructor(game: Game, write: (line: string) => void) {
    this.#game = game;
    this.#write = write;
  }

  /** Announces a crowd, and from now on says how it is taken in. */
  crowdComes(step: number, size: number): void {
    this.#crowd = size;
    this.#say(step, `the server tells of ${size} players at once`);
  }

  /** Says what a step did, which took `tookMs`. */
  stepDone(step: number, { handled, waiting }: StepReport, tookMs: number): void {
    this.#longestMs = Math.max(this.#longestMs, tookMs);
    if (this.#crowd > 0 && handled > 0)
      this.#say(step, `${handled} messages handled, ${waiting} wait for the next step`);
    // The score of the very step that took in the last player may still wait.
    if (this.#crowd > 0 && waiting === 0 && this.#game.others.size === this.#crowd) {
      this.#say(step, `all ${this.#crowd} players are there; the longest step took ${this.#longestMs.toFixed(1)} ms`);
      this.#crowd = 0;
    }
    if (step % 50 === 0) this.#tellGame(step);
  }

  #tellGame(step: number): void {
    const { player, score, others } = this.#game;
    this.#say(step, `at ${player.x.toFixed(2)}, ${player.y.toFixed(2)}   score ${score}   others ${others.size}`);
  }

  #say(step: number, text: string): void {
    this.#write(`step ${String(step).padStart(3)}  ${text}`);
  }
}
