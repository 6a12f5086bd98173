// The short form of mock-load.mjs: the same crowd, a tenth of it, and no clock: what must hold whatever the machine does.

import net from 'node:net';
import { createFrameDecoder, createFrameEncoder, defineMessage, t } from '@netmgr/client/protocol';
import { latency, type MockClient, split, stall } from '@netmgr/server-mock';
import { MockServer } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../support/mock-world.ts';
import { compare, describeRatio, orderOf } from './mock-load-ratio.mjs';

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

    const flood = new Uint8Array(65_536);
    const deafClients = deaf.map((peer) => clientOf.get(peer.number)!);
    const keepQueues = (): boolean => {
      const short = deafClients.filter((client) => client.bufferedBytes < MAX_QUEUED / 2);
      for (const client of short) client.sendFrame(7, flood);
      return short.length === 0;
    };
    await until('queues stand before those who do not read', keepQueues);

    for (let n = 1; n < ECHOES; n++) for (const peer of peers.slice(deaf.length)) peer.echo(n);
    expect(server.broadcastFrame(BROADCAST_ID, new Uint8Array(100))).toBe(CLIENTS);
    const reading = peers.slice(deaf.length + stalled.length);
    await until(
      'everybody else has everything, while the queues stand',
      () => keepQueues() && reading.every((peer) => peer.echoed.length === ECHOES && peer.broadcasts === 1),
    );
    // Nobody had to be got rid of first.
    expect(offline).toEqual([]);
    expect(deafClients.every((client) => client.isOnline)).toBe(true);
    expect(stalled.map((peer) => peer.echoed.length + peer.broadcasts)).toEqual([1, 1, 1]);

    let longestQueue = 0;
    await until('the server drops who does not read', () => {
      for (const client of deafClients) {
        client.sendFrame(7, flood);
        if (client.isOnline) longestQueue = Math.max(longestQueue, client.bufferedBytes);
      }
      return offline.length === deaf.length;
    });
    expect(offline).toEqual(deaf.map(() => 'slow'));
    expect(longestQueue).toBeLessThanOrEqual(MAX_QUEUED);
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

describe('the ratios of the load script', () => {
  it('compare only rounds of the same turn, so that a mood of the machine changes nothing', () => {
    const without = [10, 400, 20];
    const withSlow = [11, 440, 30];
    expect(describeRatio(compare(withSlow, without))).toBe('1.10 (1.10 to 1.50)');
    expect(compare([2, 6], [2, 2])).toEqual({ median: 2, lowest: 1, highest: 3 });
    expect(() => compare([1, 2], [1])).toThrow('same turns');
    expect(() => compare([], [])).toThrow('same turns');
  });

  it('come from turns in which each kind is first as often as the others, and follows each of its neighbours', () => {
    const turns = Array.from({ length: 8 }, (_, turn) => orderOf(['a', 'b', 'c', 'd'], turn).join(''));
    expect(turns).toEqual(['abcd', 'bcda', 'cdab', 'dabc', 'dcba', 'adcb', 'badc', 'cbad']);
  });
});
