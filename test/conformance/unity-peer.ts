// A server as the Unity pattern builds it: numbers by BitConverter, text by Encoding.UTF8, one fixed cache array, and a loop that
// looks for whole messages in it. Nothing of the packages is used.

const CACHE_BYTES = 1024 * 1024;

/** Appends values the way `BitConverter.GetBytes` and `Encoding.UTF8.GetBytes` give them. */
export class UnityWriting {
  readonly #parts: Buffer[] = [];

  writeInt(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    this.#parts.push(bytes);
    return this;
  }

  writeString(value: string): this {
    const bytes = Buffer.from(value, 'utf8');
    this.writeInt(bytes.length);
    this.#parts.push(bytes);
    return this;
  }

  toBytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Takes what a blocking socket received and hands out whole messages. */
export class UnityReceiver {
  readonly #cache = Buffer.alloc(CACHE_BYTES);
  readonly #onMessage: (id: number, body: Buffer) => void;
  #cached = 0;

  constructor(onMessage: (id: number, body: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  receive(bytes: Uint8Array): void {
    this.#cache.set(bytes, this.#cached);
    this.#cached += bytes.length;
    let index = 0;
    for (;;) {
      if (this.#cached - index < 8) break;
      const id = this.#cache.readInt32LE(index);
      const length = this.#cache.readInt32LE(index + 4);
      if (this.#cached - index - 8 < length) break;
      this.#onMessage(id, Buffer.from(this.#cache.subarray(index + 8, index + 8 + length)));
      index += 8 + length;
    }
    this.#cache.copy(this.#cache, 0, index, this.#cached);
    this.#cached -= index;
  }
}
