// The last things that went over the wire, for failures to show. Noting one costs a small object; reading bodies waits until
// somebody asks. Bounded: so many entries, each of which keeps at most so many bytes.

import type { Clock } from '@netmgr/client';
import { copyBytes } from '@netmgr/client/protocol';
import type { Codec } from './codec.ts';
import { describeBytes, describeValue } from './describe-value.ts';

const MAX_ENTRIES = 10;
/** Of a longer body that came, and of a longer batch that left, only the length is kept. */
const MAX_KEPT_BYTES = 1024;
const NOTHING: Uint8Array = new Uint8Array(0);

type Entry = { readonly at: number; readonly clientId: number } & (
  | { readonly what: 'heard'; readonly id: number; readonly body: Uint8Array | undefined; readonly bytes: number }
  | { readonly what: 'said'; readonly frames: Uint8Array | undefined; readonly bytes: number }
  | { readonly what: 'presence'; readonly text: string }
);

/** Keeps the last frames of all clients, with who came and went. */
export class FrameTrail {
  readonly #clock: Clock;
  readonly #codec: Codec;
  readonly #ring: Entry[] = [];
  #next = 0;

  constructor(clock: Clock, codec: Codec) {
    this.#clock = clock;
    this.#codec = codec;
  }

  /** Notes a frame that came. */
  heard(clientId: number, id: number, bytes: Uint8Array = NOTHING, start = 0, end = 0): void {
    const length = end - start;
    const body = length > MAX_KEPT_BYTES ? undefined : copyBytes(bytes, start, end);
    this.#add({ at: this.#clock.now(), clientId, what: 'heard', id, body, bytes: length });
  }

  /** Notes whole frames that left as one piece. They must stay as they are. */
  said(clientId: number, frames: Uint8Array): void {
    const kept = frames.length > MAX_KEPT_BYTES ? undefined : frames;
    this.#add({ at: this.#clock.now(), clientId, what: 'said', frames: kept, bytes: frames.length });
  }

  /** Notes that a client came or went. */
  presence(clientId: number, text: string): void {
    this.#add({ at: this.#clock.now(), clientId, what: 'presence', text });
  }

  /** Writes what came and left last for people, one line each, oldest first; nothing when there was nothing. */
  describe(): string {
    const entries = [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)];
    const lines = entries.flatMap((entry) => this.#linesOf(entry)).slice(-MAX_ENTRIES);
    return lines.length === 0 ? '' : `\nlast frames:${lines.map((line) => `\n  ${line}`).join('')}`;
  }

  #add(entry: Entry): void {
    this.#ring[this.#next] = entry;
    this.#next = (this.#next + 1) % MAX_ENTRIES;
  }

  #linesOf(entry: Entry): readonly string[] {
    const when = `${String(Math.round(this.#clock.now() - entry.at)).padStart(6)} ms ago  client ${entry.clientId}`;
    if (entry.what === 'presence') return [`${when} ${entry.text}`];
    if (entry.what === 'heard') return [`${when} → ${this.#describeFrame(entry.id, entry.body, entry.bytes)}`];
    if (entry.frames === undefined) return [`${when} ← ${entry.bytes} bytes of frames`];
    const lines: string[] = [];
    const decoder = this.#codec.createDecoder((id, bytes, start, end) => {
      lines.push(`${when} ← ${this.#describeFrame(id, bytes.subarray(start, end), end - start)}`);
    });
    decoder.push(entry.frames);
    return lines;
  }

  #describeFrame(id: number, body: Uint8Array | undefined, length: number): string {
    const { heart, quit } = this.#codec.systemIds;
    if (id === heart) return 'HeartMsg';
    if (id === quit) return 'QuitMsg';
    if (body === undefined) return `${this.#codec.nameOf(id) ?? `id ${id}`} of ${length} bytes`;
    try {
      const { name, value } = this.#codec.decode(id, body, 0, body.length);
      if (name !== undefined) return `${name} ${describeValue(value)}`;
    } catch {
      return `${this.#codec.nameOf(id)} that cannot be read ${describeBytes(body)}`;
    }
    return `id ${id} ${describeBytes(body)}`;
  }
}
