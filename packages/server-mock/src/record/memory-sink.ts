import { UsageError } from '@netmgr/client/protocol';
import type { RecordingSink } from './recorder.ts';
import { RecordingError } from './recording-error.ts';

/** Keeps a recording in memory, up to a limit. It runs anywhere. */
export class MemorySink implements RecordingSink {
  readonly bufferedBytes = 0;
  readonly #maxBytes: number;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  /** A recording ends early rather than grow beyond `maxBytes`, which are 64 MiB by default. */
  constructor(maxBytes = 67_108_864) {
    if (!(maxBytes > 0)) throw new UsageError('BAD_OPTION', `maxBytes must be a number above 0, not ${maxBytes}`);
    this.#maxBytes = maxBytes;
  }

  /** Copies out all that was written so far. */
  get bytes(): Uint8Array {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  write(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#maxBytes) {
      throw new RecordingError('SINK_FULL', this.#length, `the sink holds at most ${this.#maxBytes} bytes`);
    }
    this.#pieces.push(bytes);
    this.#length += bytes.length;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
