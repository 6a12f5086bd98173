// The short form of mock-load.mjs: the same crowd, a tenth of it, and no clock: what must hold whatever the machine does.

import net from 'node:net';
import { createFrameDecoder, createFrameEncoder, defineMessage, t } from '@netmgr/client/protocol';
import { latency, type MockClient, split, stall } from '@netmgr/server-mock';
import { MockServer } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../support/mock-world.ts';

const EchoMsg = defineMessage(1001, 'EchoMsg', { client: t.int, n: t.int });
const encoder = createFrameEncoder();
const CLIENTS = 200;
const ECHOES = 20;
const BROADCAST_ID = 2001;
const MAX_QUEUED = 262_144;

/** A raw socket that echoes and checks what comes back. */
class Peer {
  readonly number: number;
  readonly socket: net.Socket;
  readonly opened: Promise<void>;
  echoed: number[] = [];
  broadcasts = 0;
  strayFrames = 0;

  constructor(port: number, number: number) {
    this.number = number;
    this.socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('error', reject);
    });
    const decoder = createFrameDecoder({ onFrame: (id, bytes, start) => this.#hear(id, bytes, start) });
    this.socket.on('data', (bytes) => decoder.push(bytes));
    this.socket.on('error', () => {});
    onTestFinished(() => void this.socket.destroy());
  }

  echo(n: number): void {
    this.socket.write(encoder.encode(EchoMsg, { client: this.number, n }));
  }

  #hear(id: number, bytes: Uint8Array, start: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset + start);
    if (id === BROADCAST_ID) this.broadcasts++;
    else if (id === EchoMsg.id && view.getInt32(0, true) === this.number) this.echoed.push(view.getInt32(4, true));
    else this.strayFrames++;
  }
}

describe('a crowd on one mock server', () => {
  it('is served whole and in order while some are slow, stalled or do not read, whose queues stay bounded', async () => {
    const server = await MockServer.listen({ tcpPort: 0, messages: [EchoMsg], maxQueuedBytesPerClient: MAX_QUEUED });
    onTestFinished(() => server.close());
    const offline: string[] = [];
    server.on('clientOffline', (_client, reason) => offline.push(reason));
    server.onMessage(EchoMsg, (client, msg) => void client.send(EchoMsg, msg));
    const peers = Array.from({ length: CLIENTS }, (_, number) => new Peer(server.ports.tcp, number));
    await Promise.all(peers.map((peer) => peer.opened));
    await until('the server knows all', () => server.clientCount === CLIENTS);

    const clientOf = new Map<number, MockClient>();
    const stop = server.onMessage(EchoMsg, (client, { client: number }) => void clientOf.set(number, client));
    for (const peer of peers) peer.echo(0);
    await until('all have spoken', () => clientOf.size === CLIENTS);
    stop();
    const [deaf, stalled, slow] = [peers.slice(0, 3), peers.slice(3, 6), peers.slice(6, 40)];
    for (const peer of slow) {
      const client = clientOf.get(peer.number)!;
      server.addFault(latency({ ms: 5, jitterMs: 5 }), { client });
      server.addFault(split({ random: [1, 7] }), { client });
    }
    const stalls = stalled.map((peer) => server.addFault(stall(), { client: clientOf.get(peer.number)! }));
    for (const peer of deaf) peer.socket.pause();

    for (let n = 1; n < ECHOES; n++) for (const peer of peers) peer.echo(n);
    const flood = new Uint8Array(65_536);
    let longestQueue = 0;
    await until('the server drops who does not read', () => {
      for (const client of deaf.map((peer) => clientOf.get(peer.number)!)) {
        client.sendFrame(7, flood);
        if (client.isOnline) longestQueue = Math.max(longestQueue, client.bufferedBytes);
      }
      return offline.length === deaf.length;
    });
    expect(offline).toEqual(deaf.map(() => 'slow'));
    expect(longestQueue).toBeLessThanOrEqual(MAX_QUEUED);

    expect(server.broadcastFrame(BROADCAST_ID, new Uint8Array(100))).toBe(CLIENTS - deaf.length);
    const reading = peers.slice(deaf.length + stalled.length);
    await until('everybody else has everything', () =>
      reading.every((peer) => peer.echoed.length === ECHOES && peer.broadcasts === 1),
    );
    expect(stalled.map((peer) => peer.echoed.length + peer.broadcasts)).toEqual([1, 1, 1]);
    for (const fault of stalls) fault.remove();
    await until('so have those that were stalled', () =>
      stalled.every((peer) => peer.echoed.length === ECHOES && peer.broadcasts === 1),
    );

    const inOrder = Array.from({ length: ECHOES }, (_, n) => n);
    for (const peer of peers.slice(deaf.length)) {
      expect(peer.echoed).toEqual(inOrder);
      expect(peer.strayFrames).toBe(0);
    }
    for (const peer of peers) peer.socket.destroy();
    await server.close();
    expect([server.clientCount, server.openLinks, server.armedTimers, server.errors.length]).toEqual([0, 0, 0, 0]);
  });
});
