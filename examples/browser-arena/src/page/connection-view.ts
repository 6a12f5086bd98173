import type { CloseReason, DropError, NetMgr, ReconnectingInfo } from '@netmgr/client';
import { Farewell } from '../shared/messages.ts';
import { formatSeconds } from './format.ts';

/** How a connection is, in one word that also names its colour. */
export type Health = 'idle' | 'connecting' | 'good' | 'suspect' | 'waiting' | 'dialling' | 'kicked' | 'closed';

/** What the visitor can do about it. */
export type Action = 'now' | 'connect';

/** A connection in words. */
export interface Shown {
  readonly health: Health;
  readonly title: string;
  readonly detail: string;
  readonly action: Action | undefined;
  /** How much of the wait for the next dial is over, from 0 to 1. */
  readonly progress: number;
}

const TITLES: Readonly<Record<Health, string>> = {
  idle: 'Not connected',
  connecting: 'Connecting',
  good: 'Connected',
  suspect: 'Poor connection',
  waiting: 'Reconnecting',
  dialling: 'Reconnecting',
  kicked: 'Kicked',
  closed: 'Closed',
};

const ACTIONS: Readonly<Partial<Record<Health, Action>>> = { waiting: 'now', kicked: 'connect', closed: 'connect' };

/** Takes the code out of an error's message, where it stands first. */
export const detailOf = (error: DropError): string => error.message.replace(/^\[\w+\] /, '');

/** Says in words how a connection is. */
export class ConnectionView {
  readonly #net: NetMgr;
  #isSuspect = false;
  #next: (ReconnectingInfo & { readonly atMs: number }) | undefined;
  #closed: CloseReason | undefined;
  #farewell: Farewell | undefined;

  constructor(net: NetMgr) {
    this.#net = net;
    net.on('suspect', (isSuspect) => {
      this.#isSuspect = isSuspect;
    });
    net.on('reconnecting', (info) => {
      this.#next = { ...info, atMs: performance.now() + info.delayMs };
    });
    net.on('connected', () => {
      this.#next = undefined;
      this.#farewell = undefined;
    });
    net.on('closed', (reason) => {
      this.#next = undefined;
      this.#closed = reason;
    });
  }

  /** Notes why a Quit will come. */
  noteFarewell(farewell: Farewell): void {
    this.#farewell = farewell;
  }

  /** Tells how the connection is. */
  get health(): Health {
    switch (this.#net.state) {
      case 'connected':
        return this.#isSuspect ? 'suspect' : 'good';
      case 'connecting':
        return this.#next === undefined ? 'connecting' : 'dialling';
      case 'backingOff':
        return 'waiting';
      case 'idle':
        return 'idle';
      default:
        return this.#farewell === Farewell.kicked ? 'kicked' : 'closed';
    }
  }

  /** Shows it; `heardAtMs` is when the last byte of the server came. */
  showAt(nowMs: number, heardAtMs: number): Shown {
    const { health } = this;
    return {
      health,
      title: TITLES[health],
      detail: this.#detail(health, nowMs, heardAtMs),
      action: ACTIONS[health],
      progress: health === 'waiting' && this.#next !== undefined ? progressOf(this.#next, nowMs) : 0,
    };
  }

  #detail(health: Health, nowMs: number, heardAtMs: number): string {
    const attempt = this.#next?.attempt ?? 1;
    switch (health) {
      case 'connecting':
        return 'Dialling the server';
      case 'suspect':
        return `The server has been silent for ${formatSeconds(nowMs - heardAtMs)}`;
      case 'waiting':
        return `Attempt ${attempt} in ${formatSeconds((this.#next?.atMs ?? nowMs) - nowMs)}`;
      case 'dialling':
        return `Attempt ${attempt}: dialling`;
      case 'kicked':
        return 'The server sent you away';
      case 'closed':
        return this.#describeEnd();
      default:
        return '';
    }
  }

  #describeEnd(): string {
    if (this.#net.state === 'closing') return 'Saying goodbye';
    if (this.#closed === undefined || this.#closed.kind === 'local') return 'You left';
    if (this.#farewell === Farewell.takenOver) return 'Another window flies this ship now';
    const { error } = this.#closed;
    return error.code === 'SERVER_QUIT' ? 'The server said goodbye' : detailOf(error);
  }
}

const progressOf = ({ atMs, delayMs }: { atMs: number; delayMs: number }, nowMs: number): number =>
  Math.min(1, Math.max(0, 1 - (atMs - nowMs) / Math.max(1, delayMs)));
