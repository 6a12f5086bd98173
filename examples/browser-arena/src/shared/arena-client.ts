// The game's side of the connection: joins on every connection, and knows who and what is in the arena.

import { type ConnectedInfo, ConnectionError, type NetMgr } from '@netmgr/client';
import {
  type Hull,
  JoinMsg,
  JoinReplyMsg,
  JoinResult,
  type LeaveReason,
  MoveMsg,
  type Pilot,
  PilotCameMsg,
  PilotLeftMsg,
  type Place,
  RosterMsg,
  type Spark,
  SparkTakenMsg,
  WorldMsg,
} from './messages.ts';
import { ServerTime } from './server-time.ts';
import { GLIDE_DELAY_MS, Track } from './track.ts';

/** Who joins. It stays the same over reconnects. */
export interface Identity {
  readonly key: string;
  readonly name: string;
  readonly color: number;
  readonly hull: Hull;
  readonly isBot: boolean;
}

/** What an arena tells while it runs. */
export interface ArenaListener {
  onJoined?(again: boolean): void;
  onRefused?(result: JoinResult): void;
  onPilotCame?(pilot: Pilot): void;
  onPilotLeft?(pilot: Pilot, reason: LeaveReason): void;
  onSparkTaken?(by: Pilot, from: Spark): void;
}

const JOIN_TIMEOUT_MS = 3000;

/** An arena as one client sees it. */
export class ArenaClient {
  readonly #net: NetMgr;
  readonly #identity: Identity;
  readonly #listener: ArenaListener;
  readonly #tracks: Map<number, Track> = new Map();
  #time: ServerTime = new ServerTime();
  #pilots: Map<number, Pilot> = new Map();
  #sparks: Map<number, Spark> = new Map();
  #ownId: number | undefined;
  #isJoined = false;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #joins = 0;

  constructor(net: NetMgr, identity: Identity, listener: ArenaListener = {}) {
    this.#net = net;
    this.#identity = identity;
    this.#listener = listener;
    net.on('connected', (info) => void this.#join(info));
    net.onMessage(RosterMsg, ({ pilots, sparks }) => {
      this.#pilots = new Map(pilots.map((pilot) => [pilot.id, pilot]));
      this.#sparks = new Map(sparks.map((spark) => [spark.id, spark]));
      this.#tracks.clear();
      this.#time = new ServerTime();
    });
    net.onMessage(PilotCameMsg, ({ pilot }) => this.#came(pilot));
    net.onMessage(PilotLeftMsg, ({ id, reason }) => this.#left(id, reason));
    net.onMessage(WorldMsg, (world, { receivedAtMs }) => this.#moved(world, receivedAtMs));
    net.onMessage(SparkTakenMsg, (taken) => this.#sparkTaken(taken));
    net.on('disconnected', () => {
      this.#joins++;
      this.#isJoined = false;
    });
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
  get pilots(): Iterable<Pilot> {
    return this.#pilots.values();
  }

  /** What lies around to be taken. */
  get sparks(): Iterable<Spark> {
    return this.#sparks.values();
  }

  /** When the world was last heard of, on the clock of the NetMgr. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /** Lists the others and where they are to be drawn at `nowMs`. */
  othersAt(nowMs: number): readonly { readonly pilot: Pilot; readonly place: Place }[] {
    const serverMs = this.#time.at(nowMs);
    if (serverMs === undefined) return [];
    return [...this.#pilots.values()].flatMap((pilot) => {
      const place = pilot.id === this.#ownId ? undefined : this.#tracks.get(pilot.id)?.at(serverMs - GLIDE_DELAY_MS);
      return place === undefined ? [] : [{ pilot, place }];
    });
  }

  /** Tells the server where the own ship is; returns `false` while not joined. No place waits for a reconnect: it is old news then. */
  move(place: Place): boolean {
    return this.#isJoined && this.#net.send(MoveMsg, { place }, { whenOffline: 'drop' }) === 'sent';
  }

  async #join({ reconnected }: ConnectedInfo): Promise<void> {
    const seq = ++this.#joins;
    const { key, name, color, hull, isBot } = this.#identity;
    const options = { matchField: 'seq', timeoutMs: JOIN_TIMEOUT_MS, whenOffline: 'drop' } as const;
    try {
      const reply = await this.#net.request(JoinMsg, { seq, key, name, color, hull, isBot }, JoinReplyMsg, options);
      if (seq !== this.#joins) return;
      if (reply.result === JoinResult.welcome) {
        this.#ownId = reply.id;
        this.#isJoined = true;
        this.#listener.onJoined?.(reconnected);
      } else this.#listener.onRefused?.(reply.result);
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      // Whatever else ended the request has ended the connection too, and the next one joins again.
      if (error.code === 'REQUEST_TIMEOUT' && seq === this.#joins) await this.#join({ reconnected, attempt: 0 });
    }
  }

  #came(pilot: Pilot): void {
    this.#pilots.set(pilot.id, pilot);
    this.#listener.onPilotCame?.(pilot);
  }

  #left(id: number, reason: LeaveReason): void {
    const pilot = this.#pilots.get(id);
    if (pilot === undefined) return;
    this.#pilots.delete(id);
    this.#tracks.delete(id);
    this.#listener.onPilotLeft?.(pilot, reason);
  }

  #moved({ timeMs, movers }: WorldMsg, receivedAtMs: number): void {
    this.#time.note(timeMs, receivedAtMs);
    this.#heardAtMs = receivedAtMs;
    for (const { id, place } of movers) {
      const track = this.#tracks.get(id) ?? new Track();
      track.add(timeMs, place);
      this.#tracks.set(id, track);
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
