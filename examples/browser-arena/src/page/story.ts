import type { CloseReason, NetMgr } from '@netmgr/client';
import type { ArenaListener } from '../shared/arena-client.ts';
import { JoinResult, LeaveReason, type Pilot } from '../shared/messages.ts';
import { detailOf } from './connection-view.ts';
import type { EventLog, Tone } from './event-log.ts';
import { formatMs } from './format.ts';
import type { Toasts } from './toasts.ts';

const LEFT: Readonly<Record<LeaveReason, string>> = {
  [LeaveReason.quit]: 'left',
  [LeaveReason.lost]: 'was cut off',
  [LeaveReason.kicked]: 'was kicked',
};

/** Writes down what happens, and shows what matters as a toast. */
export class Story {
  readonly #log: EventLog;
  readonly #toasts: Toasts;

  constructor(log: EventLog, toasts: Toasts) {
    this.#log = log;
    this.#toasts = toasts;
  }

  /** Writes down what the visitor did. */
  note(text: string): void {
    this.#log.add('soft', text);
  }

  /** Says that something did not work. */
  fail(text: string): void {
    this.#both('bad', text);
  }

  /** Follows a connection. */
  follow(net: NetMgr): void {
    net.on('connected', ({ reconnected }) => {
      const text = reconnected ? `back after ${formatMs(net.stats.lastReconnectMs)}` : 'connected';
      if (reconnected) this.#both('good', text);
      else this.#log.add('good', text);
    });
    net.on('suspect', (isSuspect) => {
      if (isSuspect) this.#log.add('warn', 'poor connection: a heartbeat stays without answer');
      else if (net.state === 'connected') this.#both('good', 'heard the server again');
    });
    net.on('disconnected', ({ error }) => {
      if (error !== undefined) this.#log.add('bad', detailOf(error), error.code);
    });
    net.on('reconnecting', ({ attempt, delayMs, cause }) => {
      const why = attempt > 1 ? ` (${cause.code})` : '';
      this.#log.add('busy', `attempt ${attempt} in ${formatMs(delayMs)}${why}`);
    });
    net.on('closed', (reason) => this.#log.add('soft', describeClose(reason)));
  }

  /** Tells what the arena tells. Bots come and go without a word. */
  get listener(): ArenaListener {
    return {
      onJoined: (_motion, again) => this.#log.add('soft', again ? 'in the arena again, same ship' : 'in the arena'),
      onRefused: (result) =>
        this.fail(result === JoinResult.arenaFull ? 'the arena is full' : 'the arena refused the name'),
      onPilotCame: (pilot) => this.#ofPilot(pilot, 'came'),
      onPilotLeft: (pilot, reason) => this.#ofPilot(pilot, LEFT[reason]),
    };
  }

  #ofPilot({ name, isBot }: Pilot, what: string): void {
    if (!isBot) this.#both('soft', `${name} ${what}`);
  }

  #both(tone: Tone, text: string): void {
    this.#log.add(tone, text);
    this.#toasts.show(tone, text);
  }
}

const describeClose = (reason: CloseReason): string =>
  reason.kind === 'local' ? 'you left' : `closed: ${detailOf(reason.error)}`;
