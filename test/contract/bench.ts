import type { Transport, TransportCloseInfo, TransportFactory, TransportListener } from '@netmgr/client';
import { expect } from 'vitest';
import type { Peer, TransportWorld } from './transport.contract.ts';

const PATIENCE_MS = 10_000;

/** A dialled transport together with everything that its listener heard. */
export interface Line {
  readonly transport: Transport;
  /** The events in the order they came, one word each. */
  readonly events: readonly string[];
  /** How the connection ended, once it has. */
  readonly ending: TransportCloseInfo | undefined;
  readonly receivedBytes: number;
  received(): Uint8Array;
}

/** What a test does inside the listener's calls. */
export interface Reactions {
  onOpen?(transport: Transport): void;
  onBytes?(transport: Transport, bytes: Uint8Array): void;
  onClose?(transport: Transport): void;
}

/** Holds one test's world and lines, and at the end proves that every line kept the promises that hold always. */
export class Bench {
  readonly world: TransportWorld;
  readonly #lines: RecordedLine[] = [];
  readonly #socketsBefore: number;

  private constructor(world: TransportWorld, socketsBefore: number) {
    this.world = world;
    this.#socketsBefore = socketsBefore;
  }

  /** Opens a world and remembers what this process held before. */
  static async open(openWorld: () => Promise<TransportWorld>): Promise<Bench> {
    const socketsBefore = countSockets();
    return new Bench(await openWorld(), socketsBefore);
  }

  /** Dials and records. */
  dial(factory: TransportFactory = this.world.dial, reactions: Reactions = {}): Line {
    const line = new RecordedLine(factory, reactions);
    this.#lines.push(line);
    return line;
  }

  /** Dials the answering server and waits until both ends are open. */
  async connect(reactions: Reactions = {}): Promise<{ line: Line; transport: Transport; peer: Peer }> {
    const earlierPeers = this.world.peers.length;
    const line = this.dial(this.world.dial, reactions);
    await this.until('the dial opens', () => line.events.includes('open'));
    await this.until('the server accepts', () => this.world.peers.length > earlierPeers);
    return { line, transport: line.transport, peer: this.world.peers.at(-1)! };
  }

  /** Waits for a condition of the real network, or of the virtual one. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!holds()) {
      if (performance.now() > deadline) throw new Error(`waited ${PATIENCE_MS} ms in vain until ${what}`);
      await this.world.pass();
    }
  }

  /** Waits for the line's end and tells how it came. */
  async ending(line: Line): Promise<TransportCloseInfo> {
    await this.until('the transport closes', () => line.ending !== undefined);
    return line.ending!;
  }

  /** Gives everything that could still happen the time to happen. */
  async settle(): Promise<void> {
    for (let i = 0; i < 20; i += 1) await this.world.pass();
  }

  /** Ends what is open; then exactly one close per line, nothing behind it, no call from inside a call, nothing left open. */
  async expectQuiet(): Promise<void> {
    for (const line of this.#lines) line.transport.abort();
    for (const peer of this.world.peers) peer.resume();
    await this.until('every peer has seen its end', () => this.world.peers.every((peer) => peer.hasSeenEnd));
    await this.world.close();
    await this.settle();
    for (const line of this.#lines) {
      expect(line.events.filter((event) => event === 'close')).toEqual(['close']);
      expect(line.events.at(-1)).toBe('close');
      expect(line.events.filter((event) => event === 'open').length).toBeLessThanOrEqual(1);
      if (line.events.includes('bytes')) expect(line.events[0]).toBe('open');
      expect(line.heardInsideCall).toEqual([]);
      expect(line.transport.bufferedBytes).toBe(0);
    }
    await this.until('this process holds no socket', () => countSockets() <= this.#socketsBefore);
  }
}

class RecordedLine implements Line {
  readonly events: string[] = [];
  readonly heardInsideCall: string[] = [];
  readonly transport: Transport;
  ending: TransportCloseInfo | undefined;
  receivedBytes = 0;
  readonly #pieces: Uint8Array[] = [];
  #callDepth = 0;

  constructor(factory: TransportFactory, reactions: Reactions) {
    const transport = this.#insideCall(() => factory(this.#listener(reactions)));
    this.transport = {
      send: (bytes, frameEnds) => this.#insideCall(() => transport.send(bytes, frameEnds)),
      close: () => this.#insideCall(() => transport.close()),
      abort: () => this.#insideCall(() => transport.abort()),
      get bufferedBytes() {
        return transport.bufferedBytes;
      },
      wantsFrameEnds: transport.wantsFrameEnds ?? false,
    };
  }

  received(): Uint8Array {
    return Buffer.concat(this.#pieces);
  }

  #listener(reactions: Reactions): TransportListener {
    return {
      onOpen: () => {
        this.#hear('open');
        reactions.onOpen?.(this.transport);
      },
      onBytes: (bytes) => {
        this.#hear('bytes');
        this.#pieces.push(bytes.slice());
        this.receivedBytes += bytes.length;
        reactions.onBytes?.(this.transport, bytes);
      },
      onClose: (info) => {
        this.#hear('close');
        this.ending = info;
        reactions.onClose?.(this.transport);
      },
    };
  }

  #hear(event: string): void {
    this.events.push(event);
    if (this.#callDepth > 0) this.heardInsideCall.push(event);
  }

  #insideCall<T>(call: () => T): T {
    this.#callDepth += 1;
    try {
      return call();
    } finally {
      this.#callDepth -= 1;
    }
  }
}

const SOCKET_RESOURCES = /^(TCP|TLS|TCPCONNECT|GETADDRINFO)/i;

const countSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => SOCKET_RESOURCES.test(name)).length;
