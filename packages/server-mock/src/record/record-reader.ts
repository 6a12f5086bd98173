const MAX_VARINT_BYTES = 8;

/** Reads the fields of one record. Never throws: what is missing is `undefined`, and what cannot be is the `problem`. */
export class RecordReader {
  /** Tells where the next field begins. */
  at: number;
  /** Says what no record can hold; `undefined` as long as there is nothing like that. */
  problem: string | undefined;
  readonly #buffer: Uint8Array;
  readonly #end: number;

  constructor(buffer: Uint8Array, start: number, end: number) {
    this.#buffer = buffer;
    this.at = start;
    this.#end = end;
  }

  /** Reads one byte. */
  byte(): number | undefined {
    return this.at < this.#end ? this.#buffer[this.at++] : undefined;
  }

  /** Reads a number from 0 to `max`, seven bits to the byte, the lowest first. */
  varint(what: string, max: number): number | undefined {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < MAX_VARINT_BYTES; count++) {
      const byte = this.byte();
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
      if (byte < 0x80) return value <= max ? value : this.#refuse(`${what} of ${value}, at most ${max}`);
    }
    return this.#refuse(`${what} of more than ${MAX_VARINT_BYTES} bytes`);
  }

  /** Reads bytes behind their length, into an array of their own. */
  bytes(what: string, maxLength: number): Uint8Array | undefined {
    const length = this.varint(`${what}: a length`, maxLength);
    if (length === undefined || this.at + length > this.#end) return undefined;
    const start = this.at;
    this.at += length;
    return this.#buffer.slice(start, this.at);
  }

  #refuse(problem: string): undefined {
    this.problem ??= problem;
    return undefined;
  }
}
