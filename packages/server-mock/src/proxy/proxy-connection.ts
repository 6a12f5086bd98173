// One connection through the proxy: the client's link with the faults in between, and the link to the server. Rule 1: what ends one
// side ends the other in the same way, behind its bytes: a FIN as a FIN, a RST as a RST, a close code as that code. Rule 2: a side
// that does not take its bytes stops the other one. Rule 3: it is gone, and says so once, when both links have closed.

import type { Clock } from '@netmgr/client';
import type { ProtocolError } from '@netmgr/client/protocol';
import type { Link, LinkCloseHow, LinkListener } from '../link/link.ts';
import { BackPressure } from './back-pressure.ts';

/** RFC 6455, section 7.4.1. */
const CLOSE_PROTOCOL_ERROR = 1002;
const CLOSE_UNSUPPORTED_DATA = 1003;

/** One of the two links, and what only its carrier knows. */
export interface ProxySide {
  readonly link: Link;
  /** Tells the WebSocket close code that the peer sent, if it may be sent on. */
  readonly closeCode: () => number | undefined;
}

/** How a connection ended: by whose deed, and in which way. */
export interface ProxyEnding {
  readonly by: 'client' | 'server' | 'proxy';
  readonly how: 'fin' | 'reset';
}

/** What a connection works with. */
export interface ProxyConnectionOptions {
  /** Counts the clients, from 1 up. */
  readonly id: number;
  readonly clock: Clock;
  /** The client's real link, without faults. */
  readonly client: ProxySide;
  /** The client's link with faults in between. */
  readonly front: Link;
  readonly server: ProxySide;
  /** How many bytes wait for one side before the other is stopped. */
  readonly maxHeldBytes: number;
  /** How long both sides may take to end when the proxy ends them. */
  readonly closeTimeoutMs: number;
  readonly onGone: (ending: ProxyEnding) => void;
}

/** Carries bytes between a client and the server. */
export class ProxyConnection {
  readonly id: number;
  readonly openedAt: number;
  readonly front: Link;
  /** Hears from the client, through the faults. */
  readonly fromClient: LinkListener;
  /** Hears from the server. */
  readonly fromServer: LinkListener;
  readonly #options: ProxyConnectionOptions;
  readonly #up: BackPressure;
  readonly #down: BackPressure;
  readonly #open: Set<'client' | 'server'> = new Set(['client', 'server']);
  #upBytes = 0;
  #downBytes = 0;
  #ending: ProxyEnding | undefined;
  #disarm: (() => void) | undefined;

  constructor(options: ProxyConnectionOptions) {
    const { id, clock, front, server, maxHeldBytes } = options;
    this.id = id;
    this.front = front;
    this.openedAt = clock.now();
    this.#options = options;
    this.#up = new BackPressure(clock, front, server.link, maxHeldBytes);
    this.#down = new BackPressure(clock, server.link, front, maxHeldBytes);
    this.fromClient = this.#listenToClient();
    this.fromServer = this.#listenToServer();
  }

  get peerName(): string {
    return this.front.peerName;
  }

  /** Counts the bytes that went on to the server. */
  get upBytes(): number {
    return this.#upBytes;
  }

  /** Counts the bytes that came from the server. */
  get downBytes(): number {
    return this.#downBytes;
  }

  /** Looks again at what waits; the network has taken some. */
  onDrain(): void {
    this.#up.check();
    this.#down.check();
  }

  /** Ends both sides at once, past all faults; one that does not end in time is broken. */
  drop(how: 'fin' | 'reset'): void {
    this.#ending ??= { by: 'proxy', how };
    const { client, server, clock, closeTimeoutMs } = this.#options;
    if (how === 'reset') this.#break();
    else {
      server.link.end();
      client.link.end();
      this.#stopWaiting();
      this.#disarm ??= clock.after(closeTimeoutMs, () => this.#break());
    }
  }

  #listenToClient(): LinkListener {
    const { server, client } = this.#options;
    return {
      onBytes: (bytes) => {
        this.#upBytes += bytes.length;
        server.link.send(bytes);
        this.#up.check();
      },
      onSignal: (signal) => {
        server.link.signal?.(signal);
        this.#up.check();
      },
      onEnd: () => this.#endServer('fin'),
      onViolation: (error) => this.#fail('client', error),
      onClose: (how) => {
        this.#endServer(how, client.closeCode());
        this.#onClosed('client');
      },
    };
  }

  #listenToServer(): LinkListener {
    const { server } = this.#options;
    return {
      onBytes: (bytes) => {
        this.#downBytes += bytes.length;
        this.front.send(bytes);
        this.#down.check();
      },
      onSignal: (signal) => {
        this.front.signal?.(signal);
        this.#down.check();
      },
      onEnd: () => this.#endFront('fin'),
      onViolation: (error) => this.#fail('server', error),
      onClose: (how) => {
        this.#endFront(how, server.closeCode());
        this.#onClosed('server');
      },
    };
  }

  #endServer(how: LinkCloseHow, code?: number): void {
    this.#ending ??= { by: 'client', how: passedOn(how) };
    if (how === 'fin') this.#options.server.link.end(code);
    else this.#options.server.link.reset();
  }

  #endFront(how: LinkCloseHow, code?: number): void {
    this.#ending ??= { by: 'server', how: passedOn(how) };
    if (how === 'fin') this.front.end(code);
    else this.front.reset();
  }

  #fail(by: 'client' | 'server', error: ProtocolError): void {
    this.#ending ??= { by, how: 'fin' };
    const code = error.code === 'TEXT_MESSAGE' ? CLOSE_UNSUPPORTED_DATA : CLOSE_PROTOCOL_ERROR;
    this.#options.server.link.end(code);
    this.front.end(code);
  }

  #break(): void {
    const { server, client } = this.#options;
    // First for the faults, which then hold nothing back, not even the news that the real link has closed.
    this.front.reset();
    client.link.reset();
    server.link.reset();
  }

  #onClosed(side: 'client' | 'server'): void {
    this.#open.delete(side);
    this.#stopWaiting();
    if (this.#open.size > 0) return;
    this.#disarm?.();
    this.#options.onGone(this.#ending ?? { by: side, how: 'fin' });
  }

  #stopWaiting(): void {
    this.#up.stop();
    this.#down.stop();
  }
}

/** Whoever is on the other side learns of a peer that cannot be reached by a RST. */
const passedOn = (how: LinkCloseHow): 'fin' | 'reset' => (how === 'fin' ? 'fin' : 'reset');
