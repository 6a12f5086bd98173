import type { CloseReason, DropError, NetMgr, ReconnectingInfo } from '@netmgr/client';
import { formatSeconds } from './format.ts';

/** How a connection is, in one word that also names its colour. */
export type Health = 'idle' | 'good' | 'suspect' | 'lost' | 'dialling' | 'closed';

/** Takes the code out of an error's message, where it stands first. */
export const detailOf = (error: DropError): string => error.message.replace(/^\[\w+\] /, '');

/** Says in words how a connection is. */
export class ConnectionView {
  readonly #net: NetMgr;
  readonly #url: string;
  #isSuspect = false;
  #lastHeardMs = 0;
  #next: (ReconnectingInfo & { readonly atMs: number }) | undefined;
  #closed: CloseReason | undefined;

  /** Watches `net`, whose server is at `url`. */
  constructor(net: NetMgr, url: string) {
    this.#net = net;
    this.#url = url;
    net.on('suspect', (isSuspect) => {
      this.#isSuspect = isSuspect;
    });
    net.on('reconnecting', (info) => {
      this.#next = { ...info, atMs: performance.now() + info.delayMs };
    });
    net.on('connected', () => {
      this.#next = undefined;
    });
    net.on('closed', (reason) => {
      this.#next = undefined;
      this.#closed = reason;
    });
  }

  /** Tells how the connection is. */
  get health(): Health {
    switch (this.#net.state) {
      case 'connected':
        return this.#isSuspect ? 'suspect' : 'good';
      case 'connecting':
        return 'dialling';
      case 'backingOff':
        return 'lost';
      case 'idle':
        return 'idle';
      default:
        return 'closed';
    }
  }

  /** Names the state. */
  get title(): string {
    const titles: Readonly<Record<Health, string>> = {
      idle: 'Not connected',
      good: 'Connected',
      suspect: 'Poor connection',
      lost: 'Connection lost',
      dialling: this.#next === undefined ? 'Connecting' : 'Reconnecting',
      closed: this.#net.state === 'closing' ? 'Closing' : 'Closed',
    };
    return titles[this.health];
  }

  /** Says more; `heardAtMs` is when the server was last heard. */
  detailAt(nowMs: number, heardAtMs: number): string {
    this.#lastHeardMs = heardAtMs;
    switch (this.health) {
      case 'suspect':
        return `The server has been silent for ${formatSeconds(nowMs - this.#lastHeardMs)}`;
      case 'lost':
        return this.#countdown(nowMs);
      case 'dialling':
        return this.#next === undefined ? this.#url : `Attempt ${this.#next.attempt}: dialling ${this.#url}`;
      case 'closed':
        return this.#closed === undefined ? '' : describeEnd(this.#closed);
      default:
        return this.#url;
    }
  }

  #countdown(nowMs: number): string {
    if (this.#next === undefined) return '';
    const { attempt, atMs, cause } = this.#next;
    return `${cause.code}. Attempt ${attempt} in ${formatSeconds(atMs - nowMs)}`;
  }
}

const describeEnd = (reason: CloseReason): string => {
  if (reason.kind === 'local') return 'This page said goodbye';
  return reason.error.code === 'SERVER_QUIT' ? 'The server said goodbye' : detailOf(reason.error);
};
