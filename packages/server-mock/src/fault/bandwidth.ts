import { checkNumber, checkOptions } from '../check-option.ts';
import type { Mark, Outlet, Stage } from '../link/stage.ts';
import type { Fault, FaultContext } from './fault.ts';
import { give, HeldItems } from './held-items.ts';

/** How narrow the network is. */
export interface BandwidthOptions {
  /** How many bytes get through in a second, in each direction of the fault. */
  readonly bytesPerSecond: number;
  /** How many bytes wait in the network before a client that sends more is stopped. @default 65_536 */
  readonly bufferBytes?: number;
}

/** A large piece travels in parts of so many seconds, so that it does not arrive all at once. */
const PART_SECONDS = 0.02;

/**
 * Lets bytes through at a limited rate; what is too much waits in line. What waits for a client counts as queued for it.
 * A RST does not wait: it loses what does.
 */
export const bandwidth = (options: BandwidthOptions): Fault => {
  const { bytesPerSecond, bufferBytes = 65_536 } = checkOptions('bandwidth', options, [
    'bytesPerSecond',
    'bufferBytes',
  ]);
  checkNumber('bandwidth: bytesPerSecond', bytesPerSecond, { min: 1 });
  checkNumber('bandwidth: bufferBytes', bufferBytes, { min: 0, isWhole: true });
  const settings = { bytesPerSecond, bufferBytes };
  return {
    name: 'bandwidth',
    settings,
    direction: 'both',
    effect: { at: 'stream', createStage: (context) => new BandwidthStage(settings, context) },
  };
};

class BandwidthStage implements Stage {
  readonly held: HeldItems = new HeldItems();
  readonly #bytesPerSecond: number;
  readonly #partBytes: number;
  readonly #bufferBytes: number;
  readonly #out: Outlet;
  readonly #clock: FaultContext['clock'];
  #disarm: (() => void) | undefined;

  constructor({ bytesPerSecond, bufferBytes }: Required<BandwidthOptions>, { out, clock }: FaultContext) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#partBytes = Math.max(1, Math.floor(bytesPerSecond * PART_SECONDS));
    this.#bufferBytes = bufferBytes;
    this.#out = out;
    this.#clock = clock;
  }

  get isFull(): boolean {
    return this.held.bytes > this.#bufferBytes;
  }

  bytes(piece: Uint8Array): void {
    this.held.push(piece);
    if (this.#disarm === undefined) this.#sendFrom(this.#clock.now());
  }

  mark(mark: Mark): void {
    if (mark.kind === 'abrupt') this.held.dropBytes();
    this.held.push(mark);
    if (this.held.bytes === 0) this.release();
  }

  release(): void {
    this.#disarmTimer();
    this.held.drain(this.#out);
  }

  stop(): void {
    this.#disarmTimer();
    this.held.clear();
  }

  /** Sends what has had the time since `freeAt`, when the line became free: a timer that came late makes up for it. */
  #sendFrom(freeAt: number): void {
    this.#disarm = undefined;
    const now = this.#clock.now();
    let sentAt = freeAt;
    for (let item = this.held.first; item !== undefined; item = this.held.first) {
      if (!(item instanceof Uint8Array)) {
        // What has no bytes takes no time, also where the line is not free yet since a timer came early.
        give(this.#out, this.held.shift()!);
        continue;
      }
      const bytes = Math.min(item.length, this.#partBytes);
      sentAt += (bytes * 1000) / this.#bytesPerSecond;
      if (sentAt > now) {
        this.#arm(sentAt, now, bytes);
        return;
      }
      this.#out.bytes(this.held.shiftBytes(bytes));
    }
  }

  #arm(sentAt: number, now: number, bytes: number): void {
    this.#disarm = this.#clock.after(sentAt - now, () => {
      this.#out.bytes(this.held.shiftBytes(bytes));
      this.#sendFrom(sentAt);
    });
  }

  #disarmTimer(): void {
    this.#disarm?.();
    this.#disarm = undefined;
  }
}
