import type { NetWire } from '../net-wire.ts';
import type { LoggedFrame } from './frame-log.ts';
import { toHex } from './hex-text.ts';
import { summarize, toPlain } from './value-text.ts';

/** What a frame says. */
export interface Reading {
  /** The name of its type; empty where it has none. */
  readonly name: string;
  /** Its fields, why they cannot be read, or its first bytes, on one line. */
  readonly summary: string;
  /** The name, the id and the summary, to look for text in. */
  readonly text: string;
  /** Its body cannot be read as its type says. */
  readonly isBroken: boolean;
}

/** A frame as it is copied for others. */
export interface FrameRecord {
  /** Milliseconds since the inspector was mounted. */
  readonly atMs: number;
  readonly connection: number;
  readonly direction: 'in' | 'out';
  readonly id: number;
  readonly name: string | undefined;
  readonly bytes: number;
  /** The decoded message in the words of JSON: longs are digits, bytes are hex, maps are lists of entries. */
  readonly fields?: unknown;
  /** Why the body could not be decoded. */
  readonly error?: string;
  /** The body, or as much of it as was kept. */
  readonly hex: string;
}

type Decoded = { readonly value: unknown } | { readonly error: string } | undefined;

const SUMMARY_BYTES = 40;
/** Such as an object with a getter that throws. */
const UNPRINTABLE = 'a value that cannot be printed';

/** Reads frames when somebody looks at them, and once. */
export class FrameReader {
  readonly #wire: NetWire;
  readonly #readings = new WeakMap<LoggedFrame, Reading>();

  constructor(wire: NetWire) {
    this.#wire = wire;
  }

  /** Names an id; empty where it has no name. */
  nameOf(id: number | undefined): string {
    if (id === undefined) return '';
    const { heart, quit } = this.#wire.systemIds;
    // Frames without ids are all delivered as id 0, whatever the system ids are.
    if (this.#wire.layout.idBytes > 0 && id === heart) return 'HeartMsg';
    if (this.#wire.layout.idBytes > 0 && id === quit) return 'QuitMsg';
    return this.#wire.typeOf(id)?.name ?? '';
  }

  /** Reads a frame for a row of the list. */
  read(frame: LoggedFrame): Reading {
    const known = this.#readings.get(frame);
    if (known !== undefined) return known;
    const name = this.nameOf(frame.id);
    const decoded = this.#decode(frame);
    const isBroken = decoded !== undefined && 'error' in decoded;
    const summary = this.#summaryOf(frame, decoded);
    const reading = { name, summary, isBroken, text: `${name} ${frame.id} ${summary}`.toLowerCase() };
    this.#readings.set(frame, reading);
    return reading;
  }

  /** Gives all that is known of a frame; `startedAt` is where its time counts from. */
  recordOf(frame: LoggedFrame, startedAt: number): FrameRecord {
    const { connection, direction, id, length, body } = frame;
    const decoded = this.#decode(frame);
    return {
      atMs: Math.round((frame.at - startedAt) * 1000) / 1000,
      connection,
      direction,
      id,
      name: this.nameOf(id) || undefined,
      bytes: length,
      ...plainOf(decoded),
      hex: toHex(body),
    };
  }

  #summaryOf({ body, length }: LoggedFrame, decoded: Decoded): string {
    if (decoded === undefined) {
      const hex = toHex(body.subarray(0, SUMMARY_BYTES), ' ');
      return length > SUMMARY_BYTES ? `${hex} …` : hex;
    }
    if ('error' in decoded) return decoded.error;
    try {
      return summarize(decoded.value);
    } catch {
      return UNPRINTABLE;
    }
  }

  #decode({ id, body, length }: LoggedFrame): Decoded {
    const type = this.#wire.typeOf(id);
    if (type === undefined) return undefined;
    if (body.length < length) return { error: `${length} bytes, of which ${body.length} were kept` };
    try {
      return { value: this.#wire.decode(type, body) };
    } catch (error) {
      // It is a ProtocolError, whatever the type's own read() threw.
      return { error: (error as Error).message };
    }
  }
}

const plainOf = (decoded: Decoded): { fields?: unknown; error?: string } => {
  if (decoded === undefined) return {};
  if ('error' in decoded) return decoded;
  try {
    return { fields: toPlain(decoded.value) };
  } catch {
    return { error: UNPRINTABLE };
  }
};
