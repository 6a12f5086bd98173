// The game's side of the connection: joins on every connection, and knows who and what is in the arena.

import { type ConnectedInfo, ConnectionError, type NetMgr } from '@netmgr/client';
import {
  BotsMsg,
  type Farewell,
  FarewellMsg,
  type Hull,
  InputMsg,
  JoinMsg,
  JoinReplyMsg,
  JoinResult,
  type LeaveReason,
  LookMsg,
  type Motion,
  OwnMotionMsg,
  type Pilot,
  PilotCameMsg,
  PilotLeftMsg,
  PilotLookMsg,
  RosterMsg,
  SaidMsg,
  SayMsg,
  type Spark,
  SparkTakenMsg,
  WorldMsg,
} from './messages.ts';
import { type Place, unpackPlace } from './pack-place.ts';
import { Playout } from './playout.ts';
import type { PendingInput } from './prediction.ts';
import { SnapshotBuffer } from './snapshot-buffer.ts';

/** Who joins. The key stays the same over reconnects; name and colour may change. */
export interface Identity {
  readonly key: string;
  name: string;
  color: number;
  readonly hull: Hull;
  readonly isBot: boolean;
}

/** What an arena tells while it runs. */
export interface ArenaListener {
  /** The own pilot is in the arena, and its ship is here. */
  onJoined?(motion: Motion, again: boolean): void;
  onRefused?(result: JoinResult): void;
  /** The server applied all inputs up to `seq`. */
  onOwnMotion?(seq: number, motion: Motion): void;
  onPilotCame?(pilot: Pilot): void;
  onPilotLeft?(pilot: Pilot, reason: LeaveReason): void;
  onSparkTaken?(by: Pilot, from: Spark): void;
  onSaid?(by: Pilot, text: string): void;
  /** So many bots fly now, or will soon. */
  onBots?(count: number): void;
  /** A Quit follows. */
  onFarewell?(reason: Farewell): void;
}

const JOIN_TIMEOUT_MS = 3000;

/** An arena as one client sees it. */
export class ArenaClient {
  readonly #net: NetMgr;
  readonly #identity: Identity;
  readonly #listener: ArenaListener;
  readonly #buffers: Map<number, SnapshotBuffer> = new Map();
  #playout: Playout = new Playout();
  #pilots: Map<number, Pilot> = new Map();
  #sparks: Map<number, Spark> = new Map();
  #ownId: number | undefined;
  #isJoined = false;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #joins = 0;

  /** Bots fly by their own motion and the sparks: what is told of the others they leave unread. */
  constructor(net: NetMgr, identity: Identity, listener: ArenaListener = {}) {
    this.#net = net;
    this.#identity = identity;
    this.#listener = listener;
    net.on('connected', (info) => void this.#join(info));
    net.on('disconnected', () => {
      this.#joins++;
      this.#isJoined = false;
    });
    net.onMessage(OwnMotionMsg, ({ seq, motion }) => listener.onOwnMotion?.(seq, motion));
    net.onMessage(SparkTakenMsg, (taken) => this.#sparkTaken(taken));
    net.onMessage(RosterMsg, (roster) => this.#enter(roster));
    net.onMessage(FarewellMsg, ({ reason }) => listener.onFarewell?.(reason));
    if (!identity.isBot) this.#watchOthers();
  }

  /** Tells whether the own pilot is in the arena. */
  get isJoined(): boolean {
    return this.#isJoined;
  }

  /** The number that the own pilot has in the arena, or had when it was last in. */
  get ownId(): number | undefined {
    return this.#ownId;
  }

  /** Everybody, the own pilot included, as last heard. */
  get pilots(): ReadonlyMap<number, Pilot> {
    return this.#pilots;
  }

  /** What lies around to be taken. */
  get sparks(): ReadonlyMap<number, Spark> {
    return this.#sparks;
  }

  /** When the world was last heard of, on the clock of the NetMgr. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /** How far in the past the others are shown. */
  get playoutMs(): number {
    return this.#playout.delayMs;
  }

  /** Shows each of the others, and where it is to be drawn at `nowMs`. */
  eachOther(nowMs: number, show: (pilot: Pilot, place: Place) => void): void {
    const serverMs = this.#playout.at(nowMs);
    if (serverMs === undefined) return;
    for (const pilot of this.#pilots.values()) {
      const place = pilot.id === this.#ownId ? undefined : this.#buffers.get(pilot.id)?.at(serverMs);
      if (place !== undefined) show(pilot, place);
    }
  }

  /** Sends inputs while in the arena. None waits for a reconnect: they are old news then. */
  fly(inputs: readonly PendingInput[]): void {
    const [first] = inputs;
    if (first === undefined || !this.#isJoined) return;
    const thrusts = inputs.map(({ thrust }) => thrust);
    this.#net.send(InputMsg, { seq: first.seq, thrusts }, { whenOffline: 'drop' });
  }

  /** Says a line to everybody; tells whether it went out. */
  say(text: string): boolean {
    return this.#isJoined && this.#net.send(SayMsg, { text }, { whenOffline: 'drop' }) === 'sent';
  }

  /** Takes a new name and colour, now or with the next join. */
  wear(name: string, color: number): void {
    this.#identity.name = name;
    this.#identity.color = color;
    if (this.#isJoined) this.#net.send(LookMsg, { name, color }, { whenOffline: 'drop' });
  }

  #watchOthers(): void {
    const net = this.#net;
    net.onMessage(PilotCameMsg, ({ pilot }) => {
      this.#pilots.set(pilot.id, pilot);
      this.#listener.onPilotCame?.(pilot);
    });
    net.onMessage(PilotLeftMsg, ({ id, reason }) => this.#left(id, reason));
    net.onMessage(PilotLookMsg, ({ id, name, color }) => {
      const pilot = this.#pilots.get(id);
      if (pilot !== undefined) Object.assign(pilot, { name, color });
    });
    net.onMessage(SaidMsg, ({ id, text }) => {
      const pilot = this.#pilots.get(id);
      if (pilot !== undefined) this.#listener.onSaid?.(pilot, text);
    });
    net.onMessage(BotsMsg, ({ count }) => this.#listener.onBots?.(count));
    net.onMessage(WorldMsg, (world, { receivedAtMs }) => this.#moved(world, receivedAtMs));
  }

  async #join({ reconnected }: Pick<ConnectedInfo, 'reconnected'>): Promise<void> {
    const seq = ++this.#joins;
    const { key, name, color, hull, isBot } = this.#identity;
    const options = { matchField: 'seq', timeoutMs: JOIN_TIMEOUT_MS, whenOffline: 'drop' } as const;
    try {
      const reply = await this.#net.request(JoinMsg, { seq, key, name, color, hull, isBot }, JoinReplyMsg, options);
      if (seq !== this.#joins) return;
      if (reply.result === JoinResult.welcome) {
        this.#ownId = reply.id;
        this.#isJoined = true;
        this.#listener.onJoined?.(reply.motion, reconnected);
      } else this.#listener.onRefused?.(reply.result);
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      // Whatever else ended the request has ended the connection too, and the next one joins again.
      if (error.code === 'REQUEST_TIMEOUT' && seq === this.#joins) await this.#join({ reconnected });
    }
  }

  #enter({ pilots, sparks }: RosterMsg): void {
    this.#pilots = new Map(pilots.map((pilot) => [pilot.id, pilot]));
    this.#sparks = new Map(sparks.map((spark) => [spark.id, spark]));
    this.#buffers.clear();
    this.#playout = new Playout();
  }

  #left(id: number, reason: LeaveReason): void {
    const pilot = this.#pilots.get(id);
    if (pilot === undefined) return;
    this.#pilots.delete(id);
    this.#buffers.delete(id);
    this.#listener.onPilotLeft?.(pilot, reason);
  }

  #moved({ timeMs, movers }: WorldMsg, receivedAtMs: number): void {
    this.#playout.note(timeMs, receivedAtMs);
    this.#heardAtMs = receivedAtMs;
    for (const mover of movers) {
      const buffer = this.#buffers.get(mover.id) ?? new SnapshotBuffer();
      buffer.add(timeMs, unpackPlace(mover));
      this.#buffers.set(mover.id, buffer);
    }
  }

  #sparkTaken({ spark, pilotId, score }: SparkTakenMsg): void {
    const from = this.#sparks.get(spark.id);
    const pilot = this.#pilots.get(pilotId);
    this.#sparks.set(spark.id, spark);
    if (pilot === undefined || from === undefined) return;
    pilot.score = score;
    this.#listener.onSparkTaken?.(pilot, from);
  }
}
