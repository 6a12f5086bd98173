// The arena's rules, on top of a mock server of any kind: sockets in the demo, memory in tests. The server alone moves ships, by the
// inputs that pilots send, and tells each how far it has come with them.

import type { Clock, MessageType } from '@netmgr/client';
import { ByteWriter } from '@netmgr/client/protocol';
import type { MockClient, MockServer, OfflineReason } from '@netmgr/server-mock';
import {
  BotsMsg,
  Farewell,
  FarewellMsg,
  InputMsg,
  JoinMsg,
  JoinReplyMsg,
  JoinResult,
  LeaveReason,
  LookMsg,
  MAX_CHAT_LENGTH,
  OwnMotionMsg,
  PilotCameMsg,
  PilotLeftMsg,
  PilotLookMsg,
  RosterMsg,
  SaidMsg,
  SayMsg,
  SparkTakenMsg,
  WorldMsg,
} from '../shared/messages.ts';
import { packPlace } from '../shared/pack-place.ts';
import { limitThrust, motionAt, step } from '../shared/simulation.ts';
import { cleanName, Hangar, isGoodName, type PilotRecord, TURNS } from './hangar.ts';
import { Sparks } from './sparks.ts';

const TICK_MS = 50;
const NOWHERE = motionAt(0, 0);

/** Runs an arena on a server, from `start()` to `stop()`. */
export class World {
  readonly #server: MockServer;
  readonly #clock: Clock;
  readonly #hangar: Hangar;
  readonly #sparks: Sparks;
  readonly #startedAt: number;
  readonly #writer: ByteWriter = new ByteWriter();
  #bots = 0;
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
    const server = this.#server;
    server.onMessage(JoinMsg, (client, join) => this.#join(client, join));
    server.onMessage(InputMsg, (client, input) => this.#fly(client, input));
    server.onMessage(LookMsg, (client, look) => this.#wear(client, look));
    server.onMessage(SayMsg, (client, { text }) => this.#say(client, text));
    server.on('clientOffline', (client, reason) => this.#leave(client, reason));
    this.#tick();
  }

  /** Stops ticking. */
  stop(): void {
    this.#cancelTick();
  }

  /** Sends the pilot of a key away; tells whether it was there. */
  kick(key: string): boolean {
    const client = this.#hangar.ofKey(key)?.client;
    if (client === undefined) return false;
    client.send(FarewellMsg, { reason: Farewell.kicked });
    client.kick();
    return true;
  }

  /** Tells everybody how many bots are wished. */
  tellBots(count: number): void {
    this.#bots = count;
    this.#tellAll(BotsMsg, { count });
  }

  #tick(): void {
    this.#cancelTick = this.#clock.after(TICK_MS, () => this.#tick());
    // A server that hangs computes no world either, so none piles up for the moment it is back.
    if (this.#server.isStalled) return;
    for (const pilot of this.#hangar.online) this.#tellOwnMotion(pilot);
    const movers = Array.from(this.#hangar.online, ({ info, motion }) => packPlace(info.id, motion));
    this.#tellAll(WorldMsg, { timeMs: Math.round(this.#clock.now() - this.#startedAt), movers });
  }

  #join(client: MockClient, join: JoinMsg): void {
    const { seq } = join;
    const result = this.#hangar.judge(join);
    if (result !== JoinResult.welcome) {
      client.send(JoinReplyMsg, { seq, result, id: 0, motion: NOWHERE });
      return;
    }
    this.#leave(client, 'quit');
    const { pilot, replaced } = this.#hangar.seat(client, join, this.#clock.now());
    // The old connection is dead and does not know it yet, or is another window: it must not dial back and take the seat again.
    replaced?.send(FarewellMsg, { reason: Farewell.takenOver });
    replaced?.kick();
    client.send(JoinReplyMsg, { seq, result, id: pilot.info.id, motion: pilot.motion });
    const pilots = Array.from(this.#hangar.online, ({ info }) => info);
    client.send(RosterMsg, { pilots, sparks: [...this.#sparks.all] });
    client.send(BotsMsg, { count: this.#bots });
    this.#tellAll(PilotCameMsg, { pilot: pilot.info }, pilot);
  }

  #leave(client: MockClient, offlineReason: OfflineReason): void {
    const pilot = this.#hangar.leave(client);
    if (pilot === undefined) return;
    const reasons: Partial<Record<OfflineReason, LeaveReason>> = { quit: LeaveReason.quit, kicked: LeaveReason.kicked };
    this.#tellAll(PilotLeftMsg, { id: pilot.info.id, reason: reasons[offlineReason] ?? LeaveReason.lost });
  }

  #fly(client: MockClient, { seq, thrusts }: InputMsg): void {
    const pilot = this.#hangar.of(client);
    if (pilot === undefined || thrusts.length === 0 || seq <= pilot.takenSeq) return;
    // Inputs beyond the allowance are told back as taken, and have moved nothing: the page puts its ship right.
    pilot.takenSeq = seq + thrusts.length - 1;
    const granted = pilot.allowance.take(thrusts.length, this.#clock.now());
    for (const thrust of thrusts.slice(0, granted)) {
      pilot.motion = step(pilot.motion, limitThrust(thrust));
      this.#takeSparks(pilot);
    }
  }

  #takeSparks({ info, motion }: PilotRecord): void {
    for (const spark of this.#sparks.takeNear(motion.x, motion.y)) {
      info.score++;
      this.#tellAll(SparkTakenMsg, { spark, pilotId: info.id, score: info.score });
    }
  }

  #tellOwnMotion(pilot: PilotRecord): void {
    if (pilot.toldSeq === pilot.takenSeq) return;
    pilot.toldSeq = pilot.takenSeq;
    pilot.client?.send(OwnMotionMsg, { seq: pilot.takenSeq, motion: pilot.motion });
  }

  #wear(client: MockClient, { name, color }: LookMsg): void {
    const pilot = this.#hangar.of(client);
    if (pilot === undefined || !isGoodName(name)) return;
    Object.assign(pilot.info, { name: cleanName(name), color: color & 0xffffff });
    this.#tellAll(PilotLookMsg, { id: pilot.info.id, name: pilot.info.name, color: pilot.info.color });
  }

  #say(client: MockClient, text: string): void {
    const pilot = this.#hangar.of(client);
    const line = text
      .replace(/\p{Cc}/gu, ' ')
      .replace(TURNS, '')
      .trim()
      .slice(0, MAX_CHAT_LENGTH);
    if (pilot === undefined || line === '' || !pilot.chatPace.take(this.#clock.now())) return;
    this.#tellAll(SaidMsg, { id: pilot.info.id, text: line });
  }

  /** Tells everybody but one; the body is encoded once for all. */
  #tellAll<T>(type: MessageType<T>, value: T, except?: PilotRecord): void {
    this.#writer.rewind(0);
    type.write(this.#writer, value);
    const body = this.#writer.take();
    for (const pilot of this.#hangar.online) if (pilot !== except) pilot.client?.sendFrame(type.id, body);
  }
}
