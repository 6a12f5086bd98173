import { describeBytes } from '../describe-value.ts';

/** Compares what the live side sends with what was recorded of it, as one stream, however it is cut. */
export class PeerCheck {
  readonly #pieces: readonly Uint8Array[];
  readonly #report: (kind: 'different' | 'extra', offset: number, detail: string) => void;
  #piece = 0;
  #at = 0;
  #receivedBytes = 0;
  #isComparing = true;

  constructor(
    pieces: readonly Uint8Array[],
    report: (kind: 'different' | 'extra', offset: number, detail: string) => void,
  ) {
    this.#pieces = pieces;
    this.#report = report;
  }

  /** Counts the bytes that came. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** Takes bytes, and reports the first that are not as recorded; after that they are only counted. */
  take(bytes: Uint8Array): void {
    if (this.#isComparing) this.#compare(bytes);
    this.#receivedBytes += bytes.length;
  }

  #compare(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) {
      const piece = this.#skipFinished();
      if (piece !== undefined && piece[this.#at] === bytes[i]) {
        this.#at++;
        continue;
      }
      this.#isComparing = false;
      const offset = this.#receivedBytes + i;
      const seen = describeBytes(bytes.subarray(i));
      if (piece === undefined) this.#report('extra', offset, `${seen} came behind all that was recorded`);
      else this.#report('different', offset, `${seen} came, recorded is ${describeBytes(piece.subarray(this.#at))}`);
      return;
    }
  }

  #skipFinished(): Uint8Array | undefined {
    while (this.#at === this.#pieces[this.#piece]?.length) {
      this.#piece++;
      this.#at = 0;
    }
    return this.#pieces[this.#piece];
  }
}
