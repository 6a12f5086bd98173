import { NetMgr } from '@netmgr/client/node';
import { ArenaClient, type Identity } from '../shared/arena-client.ts';
import { ARENA_MESSAGES } from '../shared/messages.ts';
import { type PendingInput, replay } from '../shared/prediction.ts';
import { motionAt, STEP_MS } from '../shared/simulation.ts';
import { Steering } from './steering.ts';

const MAX_STEPS = 12;

/** A bot: a client like any other, over TCP, that looks for sparks. */
export class Bot {
  readonly net: NetMgr;
  readonly #arena: ArenaClient;
  readonly #steering: Steering = new Steering(Math.random);
  #motion = motionAt(0, 0);
  #seq = 0;
  #flownMs: number | undefined;

  /** Connects at once, and keeps trying. */
  constructor(url: string, identity: Identity) {
    this.net = new NetMgr({ url, messages: ARENA_MESSAGES, retryFirstConnect: true });
    this.#arena = new ArenaClient(this.net, identity, {
      onJoined: (motion) => {
        this.#motion = motion;
        this.#flownMs = undefined;
      },
      onOwnMotion: (_seq, motion) => {
        this.#motion = motion;
      },
    });
    // It rejects when the bot is closed before the server was there.
    this.net.connect().catch(() => {});
  }

  /** Flies on until now. */
  fly(nowMs: number): void {
    this.#flownMs ??= nowMs;
    const steps = Math.min(MAX_STEPS, Math.floor((nowMs - this.#flownMs) / STEP_MS));
    if (steps === 0) return;
    this.#flownMs = steps === MAX_STEPS ? nowMs : this.#flownMs + steps * STEP_MS;
    if (!this.#arena.isJoined) return;
    const thrust = this.#steering.thrustFor(this.#motion, this.#arena.sparks, (steps * STEP_MS) / 1000);
    const inputs: PendingInput[] = Array.from({ length: steps }, () => ({ seq: ++this.#seq, thrust }));
    this.#motion = replay(this.#motion, inputs);
    this.#arena.fly(inputs);
  }
}
