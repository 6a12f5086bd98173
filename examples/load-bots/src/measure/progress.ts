import type { Clock } from '@netmgr/client/node';
import type { FleetStatus } from '../bots/fleet.ts';
import { inMs } from './report.ts';
import type { Tally } from './tally.ts';

/** Where lines of progress go. */
export interface Screen {
  /** A terminal has its line rewritten in place; elsewhere each is a line of its own. */
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** What progress is about. */
export interface ProgressSource {
  readonly clock: Clock;
  readonly screen: Screen;
  readonly tally: Tally;
  readonly status: () => FleetStatus;
}

const TERMINAL_EVERY_MS = 500;
const PLAIN_EVERY_MS = 2000;
const CLEAR_LINE = '\r\u001b[2K';

/** Tells again and again how the run goes, until `stop()`. */
export class Progress {
  readonly #source: ProgressSource;
  readonly #everyMs: number;
  readonly #startedAt: number;
  #cancel: () => void = () => {};
  #before: { readonly at: number; readonly status: FleetStatus };

  constructor(source: ProgressSource) {
    this.#source = source;
    this.#startedAt = source.clock.now();
    this.#before = { at: this.#startedAt, status: source.status() };
    this.#everyMs = source.screen.isTTY ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS;
    this.#arm();
  }

  /** Takes the line off a terminal. */
  stop(): void {
    this.#cancel();
    if (this.#source.screen.isTTY) this.#source.screen.write(CLEAR_LINE);
  }

  #arm(): void {
    this.#cancel = this.#source.clock.after(this.#everyMs, () => {
      this.#tell();
      this.#arm();
    });
  }

  #tell(): void {
    const { screen } = this.#source;
    const text = this.#describe();
    if (!screen.isTTY) screen.write(`${text}\n`);
    // A line that wraps could not be rewritten.
    else screen.write(`${CLEAR_LINE}${text.slice(0, Math.max(0, (screen.columns ?? 80) - 1))}`);
  }

  #describe(): string {
    const { clock, tally, status: readStatus } = this.#source;
    const at = clock.now();
    const status = readStatus();
    const seconds = Math.max(at - this.#before.at, 1) / 1000;
    const rate = (name: 'messagesOut' | 'messagesIn'): number =>
      Math.round((status[name] - this.#before.status[name]) / seconds);
    const { p50, p99 } = tally.recent.summary;
    const parts = [
      `${((at - this.#startedAt) / 1000).toFixed(1).padStart(6)} s`,
      describePlaces(status),
      `out ${rate('messagesOut')}/s in ${rate('messagesIn')}/s`,
      `p50 ${inMs(p50)} p99 ${inMs(p99)}`,
      ...[...tally.errors].map(([code, { count }]) => `${code} ${count}`),
    ];
    this.#before = { at, status };
    tally.recent.reset();
    return parts.join('  ');
  }
}

const describePlaces = ({ online, connecting, reconnecting, gone }: FleetStatus): string =>
  [
    `${online} online`,
    ...Object.entries({ connecting, reconnecting, gone }).flatMap(([name, count]) =>
      count === 0 ? [] : [`${count} ${name}`],
    ),
  ].join(', ');
