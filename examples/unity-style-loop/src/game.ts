// A game in the manner of a MonoBehaviour: start, fixedUpdate, onDestroy. Messages never come between two lines of its code: they wait
// for update(), so a handler may touch whatever the game touches.

import { NetMgr } from '@netmgr/client/node';
import { PlayerMsg } from './player-msg.ts';
import { ScoreMsg } from './score-msg.ts';

/** How long the network may take of one step. */
const BUDGET_MS = 1;
const SEND_EVERY_STEPS = 5;
const SPEED = 4;

/** What one step did with the network. */
export interface StepReport {
  readonly handled: number;
  readonly waiting: number;
}

/** A small game: its player walks in a circle, and it knows where everybody else stands. */
export class Game {
  readonly player: PlayerMsg = new PlayerMsg();
  readonly others: Map<number, PlayerMsg> = new Map();
  readonly #net: NetMgr;
  #score = 0;

  constructor(url: string) {
    this.#net = new NetMgr({ url, messages: [PlayerMsg, ScoreMsg], dispatch: 'manual' });
    Object.assign(this.player.playerData, { name: 'Ann', atk: 3, lev: 1 });
    this.player.playerID = 7;
    this.#net.onMessage(PlayerMsg, (message) => this.others.set(message.playerID, message));
    this.#net.onMessage(ScoreMsg, ({ score }) => {
      this.#score = score;
    });
  }

  get score(): number {
    return this.#score;
  }

  start(): Promise<void> {
    return this.#net.connect();
  }

  fixedUpdate(step: number, stepMs: number): StepReport {
    const handled = this.#net.update({ budgetMs: BUDGET_MS });
    const angle = (step * stepMs) / 1000;
    this.player.x = Math.cos(angle) * SPEED;
    this.player.y = Math.sin(angle) * SPEED;
    if (step % SEND_EVERY_STEPS === 0) this.#net.send(PlayerMsg, this.player, { whenOffline: 'drop' });
    return { handled, waiting: this.#net.stats.waiting };
  }

  onDestroy(): Promise<void> {
    return this.#net.close();
  }
}
