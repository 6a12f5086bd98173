import { createHop, type Link, type LinkListener, MemoryNetwork, VirtualClock } from '@netmgr/server-mock';
import type { Peer, TransportWorld } from './transport.contract.ts';

/** Opens a network in memory, on a clock of its own, and the ways to dial it. */
export const openMemoryWorld = async (): Promise<TransportWorld> => {
  const clock = new VirtualClock();
  const hop = createHop(clock);
  const [answering, breaking, closed] = [new MemoryNetwork(hop), new MemoryNetwork(hop), new MemoryNetwork(hop)];
  const peers: MemoryPeer[] = [];
  await answering.open((link) => {
    const peer = new MemoryPeer(link);
    peers.push(peer);
    return peer;
  });
  await breaking.open(() => undefined);
  return {
    dial: answering.transport,
    dialRefused: closed.transport,
    dialBroken: breaking.transport,
    peers,
    pass: () => clock.advance(1),
    close: async () => {
      await Promise.all([answering.close(), breaking.close()]);
    },
  };
};

class MemoryPeer implements Peer, LinkListener {
  receivedBytes = 0;
  hasSeenEnd = false;
  readonly #link: Link;
  readonly #pieces: Uint8Array[] = [];

  constructor(link: Link) {
    this.#link = link;
  }

  onBytes(bytes: Uint8Array): void {
    this.#pieces.push(bytes.slice());
    this.receivedBytes += bytes.length;
  }

  onEnd(): void {
    this.hasSeenEnd = true;
  }

  onClose(): void {
    this.hasSeenEnd = true;
  }

  onViolation(): void {}

  received(): Uint8Array {
    return Buffer.concat(this.#pieces);
  }

  send(...pieces: Uint8Array[]): void {
    for (const piece of pieces) this.#link.send(piece);
  }

  pause(): void {
    this.#link.pause();
  }

  resume(): void {
    this.#link.resume();
  }

  fin(): void {
    this.#link.end();
  }

  reset(): void {
    this.#link.reset();
  }
}
