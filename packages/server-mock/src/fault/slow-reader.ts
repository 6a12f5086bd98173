import { checkNumber, checkOptions } from '../check-option.ts';
import type { Mark, Outlet, Stage } from '../link/stage.ts';
import type { Fault, FaultContext } from './fault.ts';
import { give, HeldItems } from './held-items.ts';

/** How slowly the receiver reads. */
export interface SlowReaderOptions {
  /** How many bytes it reads in a second; 0: none at all. */
  readonly bytesPerSecond: number;
  /** How often it reads, in milliseconds; it then takes all that the time since its last look allows. @default 100 */
  readonly everyMs?: number;
  /** How many bytes it lets come before it stops a client that sends more. @default 4_096 */
  readonly windowBytes?: number;
}

/**
 * Lets the receiver read too slowly, so that the sender feels it: what a client sends waits in its own buffers, up to its
 * `bufferedBytes`; what the server sends counts as queued for the client. A RST does not wait: it loses what does.
 */
export const slowReader = (options: SlowReaderOptions): Fault => {
  const {
    bytesPerSecond,
    everyMs = 100,
    windowBytes = 4096,
  } = checkOptions('slowReader', options, ['bytesPerSecond', 'everyMs', 'windowBytes']);
  checkNumber('slowReader: bytesPerSecond', bytesPerSecond, { min: 0 });
  checkNumber('slowReader: everyMs', everyMs, { min: 1 });
  checkNumber('slowReader: windowBytes', windowBytes, { min: 0, isWhole: true });
  const settings = { bytesPerSecond, everyMs, windowBytes };
  return {
    name: 'slowReader',
    settings,
    direction: 'up',
    effect: { at: 'stream', createStage: (context) => new SlowReaderStage(settings, context) },
  };
};

class SlowReaderStage implements Stage {
  readonly held: HeldItems = new HeldItems();
  readonly #settings: Required<SlowReaderOptions>;
  readonly #out: Outlet;
  readonly #clock: FaultContext['clock'];
  #budgetBytes = 0;
  #disarm: (() => void) | undefined;

  constructor(settings: Required<SlowReaderOptions>, { out, clock }: FaultContext) {
    this.#settings = settings;
    this.#out = out;
    this.#clock = clock;
  }

  get isFull(): boolean {
    return this.held.bytes > this.#settings.windowBytes;
  }

  bytes(piece: Uint8Array): void {
    this.held.push(piece);
    this.#lookLater();
  }

  mark(mark: Mark): void {
    if (mark.kind === 'abrupt') this.held.dropBytes();
    this.held.push(mark);
    // Whoever does not read hears no ping either.
    if (mark.kind === 'aside') this.#lookLater();
    else if (this.held.bytes === 0) this.release();
  }

  release(): void {
    this.#disarmTimer();
    this.held.drain(this.#out);
  }

  stop(): void {
    this.#disarmTimer();
    this.held.clear();
  }

  #lookLater(): void {
    const { bytesPerSecond, everyMs } = this.#settings;
    if (bytesPerSecond > 0) this.#disarm ??= this.#clock.after(everyMs, () => this.#look());
  }

  #look(): void {
    const { bytesPerSecond, everyMs } = this.#settings;
    this.#disarm = undefined;
    this.#budgetBytes += (bytesPerSecond * everyMs) / 1000;
    for (let item = this.held.first; item !== undefined; item = this.held.first) {
      if (!(item instanceof Uint8Array)) give(this.#out, this.held.shift()!);
      else if (this.#budgetBytes >= 1) this.#read(item);
      else break;
    }
    if (this.held.count === 0) this.#budgetBytes = 0;
    else this.#lookLater();
  }

  #read({ length }: Uint8Array): void {
    const bytes = Math.min(length, Math.floor(this.#budgetBytes));
    this.#budgetBytes -= bytes;
    this.#out.bytes(this.held.shiftBytes(bytes));
  }

  #disarmTimer(): void {
    this.#disarm?.();
    this.#disarm = undefined;
  }
}
