import type { Transport, TransportCloseInfo, TransportFactory } from '@netmgr/client';
import { expect } from 'vitest';
import { type Line, type Reactions, RecordedLine } from './recorded-line.ts';
import type { Peer, TransportWorld } from './transport.contract.ts';

const PATIENCE_MS = 10_000;

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

const SOCKET_RESOURCES = /^(TCP|TLS|TCPCONNECT|GETADDRINFO)/i;

const countSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => SOCKET_RESOURCES.test(name)).length;
