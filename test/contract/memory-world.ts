import { DEFAULT_SYSTEM_IDS, FRAME_LAYOUTS } from '@netmgr/client/protocol';
import {
  createHop,
  type Fault,
  FaultBoard,
  type Link,
  type LinkListener,
  MemoryNetwork,
  VirtualClock,
} from '@netmgr/server-mock';
import type { Peer, TransportWorld } from './transport.contract.ts';

/** Opens a network in memory, on a clock of its own, and the ways to dial it. Its answering server may sit behind faults. */
export const openMemoryWorld = async (faults: readonly Fault[] = []): Promise<TransportWorld> => {
  const clock = new VirtualClock();
  const hop = createHop(clock);
  const [answering, breaking, closed] = [new MemoryNetwork(hop), new MemoryNetwork(hop), new MemoryNetwork(hop)];
  const silent = new MemoryNetwork(hop);
  const peers: MemoryPeer[] = [];
  const layout = FRAME_LAYOUTS.unity;
  const board = new FaultBoard({ clock, seed: 1, layout, systemIds: DEFAULT_SYSTEM_IDS, maxHeldBytes: 65_536 });
  for (const fault of faults) board.add(fault);
  const accept = (link: Link): LinkListener => {
    const peer = new MemoryPeer(link);
    peers.push(peer);
    return peer;
  };
  await answering.open(faults.length === 0 ? accept : (link) => board.accept(link, accept), board.door);
  await breaking.open(() => undefined);
  await silent.open(
    () => undefined,
    () => () => {},
  );
  return {
    dial: answering.transport,
    dialRefused: closed.transport,
    dialSilent: silent.transport,
    dialBroken: breaking.transport,
    peers,
    pass: () => clock.advance(1),
    close: async () => {
      board.close();
      await Promise.all([answering.close(), breaking.close(), silent.close()]);
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
