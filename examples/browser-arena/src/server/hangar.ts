import type { MockClient } from '@netmgr/server-mock';
import { type JoinMsg, JoinResult, MAX_NAME_LENGTH, type Motion, type Pilot } from '../shared/messages.ts';
import { ARENA, motionAt } from '../shared/simulation.ts';
import { ChatPace } from './chat-pace.ts';
import { StepAllowance } from './step-allowance.ts';

/** A pilot as the server knows one: it outlives its connections. */
export interface PilotRecord {
  readonly info: Pilot;
  readonly chatPace: ChatPace;
  motion: Motion;
  /** The connection that flies it; `undefined` while offline. */
  client: MockClient | undefined;
  allowance: StepAllowance;
  /** The last input of this connection that was taken, and of which the pilot was told. */
  takenSeq: number;
  toldSeq: number;
}

const MAX_ONLINE = 64;
const MAX_KNOWN = 256;
const MAX_KEY_LENGTH = 64;

/** What turns the direction of the text around it: it would write what stands beside a name backwards. */
export const TURNS = /\p{Bidi_Control}/gu;

/** Takes out of a name what is not to be shown. */
export const cleanName = (name: string): string => name.replace(TURNS, '').trim();

/** Tells whether a name can be shown. */
export const isGoodName = (name: string): boolean => {
  const clean = cleanName(name);
  return clean.length > 0 && clean.length <= MAX_NAME_LENGTH && !/\p{Cc}/u.test(clean);
};

/** Knows every pilot by its key, so that who comes back finds ship and score as they were. */
export class Hangar {
  readonly #random: () => number;
  readonly #byKey: Map<string, PilotRecord> = new Map();
  readonly #byClient: Map<MockClient, PilotRecord> = new Map();
  #lastId = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Lists who is online. */
  get online(): Iterable<PilotRecord> {
    return this.#byClient.values();
  }

  /** Finds the pilot that a connection flies. */
  of(client: MockClient): PilotRecord | undefined {
    return this.#byClient.get(client);
  }

  /** Finds the pilot of a key. */
  ofKey(key: string): PilotRecord | undefined {
    return this.#byKey.get(key);
  }

  /** Tells what comes of asking to join. */
  judge({ key, name }: JoinMsg): JoinResult {
    if (!isGoodName(name) || key.length === 0 || key.length > MAX_KEY_LENGTH) return JoinResult.badName;
    const isBack = this.#byKey.get(key)?.client !== undefined;
    return this.#byClient.size >= MAX_ONLINE && !isBack ? JoinResult.arenaFull : JoinResult.welcome;
  }

  /** Seats a connection that has no seat, and tells which one flew that pilot until now, if any. */
  seat(client: MockClient, join: JoinMsg, nowMs: number): { pilot: PilotRecord; replaced: MockClient | undefined } {
    const pilot = this.#byKey.get(join.key) ?? this.#createPilot(nowMs);
    const { hull, isBot } = join;
    Object.assign(pilot.info, { name: cleanName(join.name), color: join.color & 0xffffff, hull, isBot });
    const replaced = pilot.client;
    if (replaced !== undefined) this.#byClient.delete(replaced);
    pilot.client = client;
    pilot.allowance = new StepAllowance(nowMs);
    pilot.takenSeq = pilot.toldSeq = 0;
    this.#byClient.set(client, pilot);
    this.#remember(join.key, pilot);
    return { pilot, replaced };
  }

  /** Frees the seat of a connection, and tells whose it was. A ship without a pilot stands still. */
  leave(client: MockClient): PilotRecord | undefined {
    const pilot = this.#byClient.get(client);
    this.#byClient.delete(client);
    if (pilot === undefined) return undefined;
    pilot.client = undefined;
    pilot.motion = { ...pilot.motion, vx: 0, vy: 0 };
    return pilot;
  }

  #createPilot(nowMs: number): PilotRecord {
    const info: Pilot = { id: ++this.#lastId, name: '', color: 0, hull: 0, isBot: false, score: 0 };
    const motion = motionAt(
      ARENA.width * (0.15 + 0.7 * this.#random()),
      ARENA.height * (0.15 + 0.7 * this.#random()),
      Math.PI * (2 * this.#random() - 1),
    );
    const allowance = new StepAllowance(nowMs);
    return { info, motion, allowance, chatPace: new ChatPace(), client: undefined, takenSeq: 0, toldSeq: 0 };
  }

  /** Keeps the pilot as the most recent; of too many, the offline one that came least recently is forgotten. */
  #remember(key: string, pilot: PilotRecord): void {
    this.#byKey.delete(key);
    this.#byKey.set(key, pilot);
    if (this.#byKey.size <= MAX_KNOWN) return;
    for (const [old, { client }] of this.#byKey) {
      if (client !== undefined) continue;
      this.#byKey.delete(old);
      return;
    }
  }
}
