import type { MockClient } from '@netmgr/server-mock';
import { ARENA } from '../shared/flight.ts';
import { type JoinMsg, JoinResult, type Pilot, type Place } from '../shared/messages.ts';

/** A pilot as the server knows one: it outlives its connections. */
export interface PilotRecord {
  readonly info: Pilot;
  place: Place;
  /** The connection that flies it; `undefined` while offline. */
  client: MockClient | undefined;
}

const MAX_ONLINE = 64;
const MAX_KNOWN = 256;
const MAX_NAME_LENGTH = 20;
const MAX_KEY_LENGTH = 64;

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
  get online(): readonly PilotRecord[] {
    return [...this.#byClient.values()];
  }

  /** Finds the pilot that a connection flies. */
  of(client: MockClient): PilotRecord | undefined {
    return this.#byClient.get(client);
  }

  /** Tells what comes of asking to join. */
  judge({ key, name }: JoinMsg): JoinResult {
    const cleanName = name.trim();
    const isNameGood = cleanName.length > 0 && cleanName.length <= MAX_NAME_LENGTH && !/\p{Cc}/u.test(cleanName);
    if (!isNameGood || key.length === 0 || key.length > MAX_KEY_LENGTH) return JoinResult.badName;
    const isBack = this.#byKey.get(key)?.client !== undefined;
    return this.#byClient.size >= MAX_ONLINE && !isBack ? JoinResult.arenaFull : JoinResult.welcome;
  }

  /** Seats a connection that has no seat, and tells which one flew that pilot until now, if any. */
  seat(client: MockClient, join: JoinMsg): { pilot: PilotRecord; replaced: MockClient | undefined } {
    const pilot = this.#byKey.get(join.key) ?? this.#createPilot();
    Object.assign(pilot.info, {
      name: join.name.trim(),
      color: join.color & 0xffffff,
      hull: join.hull,
      isBot: join.isBot,
    });
    const replaced = pilot.client;
    if (replaced !== undefined) this.#byClient.delete(replaced);
    pilot.client = client;
    this.#byClient.set(client, pilot);
    this.#remember(join.key, pilot);
    return { pilot, replaced };
  }

  /** Frees the seat of a connection, and tells whose it was. */
  leave(client: MockClient): PilotRecord | undefined {
    const pilot = this.#byClient.get(client);
    this.#byClient.delete(client);
    if (pilot !== undefined) pilot.client = undefined;
    return pilot;
  }

  #createPilot(): PilotRecord {
    const info: Pilot = { id: ++this.#lastId, name: '', color: 0, hull: 0, isBot: false, score: 0 };
    const place = {
      x: ARENA.width * (0.3 + 0.4 * this.#random()),
      y: ARENA.height * (0.3 + 0.4 * this.#random()),
      angle: 2 * Math.PI * this.#random(),
    };
    return { info, place, client: undefined };
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
