// The arena's rules, on top of a mock server of any kind: sockets in the demo, memory in tests.

import type { Clock, MessageType } from '@netmgr/client';
import type { MockClient, MockServer, OfflineReason } from '@netmgr/server-mock';
import { clampPlace } from '../shared/flight.ts';
import {
  JoinMsg,
  JoinReplyMsg,
  JoinResult,
  LeaveReason,
  MoveMsg,
  PilotCameMsg,
  PilotLeftMsg,
  type Place,
  RosterMsg,
  SparkTakenMsg,
  WorldMsg,
} from '../shared/messages.ts';
import { Hangar, type PilotRecord } from './hangar.ts';
import { Sparks } from './sparks.ts';

const TICK_MS = 50;

/** Runs an arena on a server, from `start()` to `stop()`. Places are what clients say they are: a real game would check them. */
export class World {
  readonly #server: MockServer;
  readonly #clock: Clock;
  readonly #hangar: Hangar;
  readonly #sparks: Sparks;
  readonly #startedAt: number;
  #cancelTick: () => void = () => {};

  constructor(server: MockServer, clock: Clock, random: () => number) {
    this.#server = server;
    this.#clock = clock;
    this.#hangar = new Hangar(random);
    this.#sparks = new Sparks(random);
    this.#startedAt = clock.now();
  }

  /** Takes pilots in and begins to tick. */
  start(): void {
    this.#server.onMessage(JoinMsg, (client, join) => this.#join(client, join));
    this.#server.onMessage(MoveMsg, (client, { place }) => this.#move(client, place));
    this.#server.on('clientOffline', (client, reason) => this.#leave(client, reason));
    this.#tick();
  }

  /** Stops ticking. */
  stop(): void {
    this.#cancelTick();
  }

  #tick(): void {
    this.#cancelTick = this.#clock.after(TICK_MS, () => this.#tick());
    // A server that hangs computes no world either, so none piles up for the moment it is back.
    if (this.#server.isStalled) return;
    const movers = this.#hangar.online.map(({ info, place }) => ({ id: info.id, place }));
    this.#tellAll(WorldMsg, { timeMs: Math.round(this.#clock.now() - this.#startedAt), movers });
  }

  #join(client: MockClient, join: JoinMsg): void {
    const result = this.#hangar.judge(join);
    if (result !== JoinResult.welcome) {
      client.send(JoinReplyMsg, { seq: join.seq, result, id: 0 });
      return;
    }
    this.#leave(client, 'quit');
    const { pilot, replaced } = this.#hangar.seat(client, join);
    // The old connection is dead and does not know it yet, or is another window: it must not dial back and take the seat again.
    replaced?.kick();
    client.send(JoinReplyMsg, { seq: join.seq, result, id: pilot.info.id });
    client.send(RosterMsg, { pilots: this.#hangar.online.map(({ info }) => info), sparks: [...this.#sparks.all] });
    this.#tellAll(PilotCameMsg, { pilot: pilot.info }, pilot);
  }

  #leave(client: MockClient, offlineReason: OfflineReason): void {
    const pilot = this.#hangar.leave(client);
    if (pilot === undefined) return;
    const reason = offlineReason === 'quit' ? LeaveReason.quit : LeaveReason.lost;
    this.#tellAll(PilotLeftMsg, { id: pilot.info.id, reason });
  }

  #move(client: MockClient, place: Place): void {
    const pilot = this.#hangar.of(client);
    if (pilot === undefined || !Object.values(place).every(Number.isFinite)) return;
    pilot.place = clampPlace(place);
    for (const spark of this.#sparks.takeNear(pilot.place.x, pilot.place.y)) {
      pilot.info.score++;
      this.#tellAll(SparkTakenMsg, { spark, pilotId: pilot.info.id, score: pilot.info.score });
    }
  }

  #tellAll<T>(type: MessageType<T>, value: T, except?: PilotRecord): void {
    for (const pilot of this.#hangar.online) if (pilot !== except) pilot.client?.send(type, value);
  }
}
