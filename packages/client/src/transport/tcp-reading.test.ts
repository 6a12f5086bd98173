import { once } from 'node:events';
import * as net from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTcpTransport } from './tcp-transport.ts';
import type { Transport } from './transport.ts';

/** Whether the host knows `onread`; Bun, for one, has a `net` of its own. */
const host = vi.hoisted(() => ({ knowsOnread: true }));

vi.mock('node:net', async (importOriginal) => {
  const original = await importOriginal<typeof net>();
  const connect = ({ onread, ...options }: net.NetConnectOpts): net.Socket =>
    original.connect(host.knowsOnread ? { ...options, onread } : options);
  return { ...original, connect };
});

afterEach(() => {
  host.knowsOnread = true;
});

/** Dials a server that sends `greeting`, and gives what the listener was given, and copies of it, when all has come. */
const read = async (greeting: Uint8Array): Promise<{ views: Uint8Array[]; bytes: Buffer }> => {
  const server = net.createServer((socket) => socket.on('error', () => {}).write(greeting)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const views: Uint8Array[] = [];
  const copies: Uint8Array[] = [];
  let transport: Transport | undefined;
  await new Promise<void>((resolve) => {
    transport = createTcpTransport(`tcp://127.0.0.1:${port}`)({
      onOpen() {},
      onBytes(bytes) {
        views.push(bytes);
        copies.push(bytes.slice());
        if (copies.reduce((sum, { length }) => sum + length, 0) >= greeting.length) resolve();
      },
      onClose() {},
    });
  });
  transport?.abort();
  server.close();
  return { views, bytes: Buffer.concat(copies) };
};

const patterned = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31) ^ (i >> 8));

describe('reading from TCP', () => {
  it('reads for all connections into the same memory', async () => {
    const [first, second] = [await read(patterned(40)), await read(patterned(8))];
    expect(second.views[0]?.buffer).toBe(first.views[0]?.buffer);
  });

  it.each([true, false])('gives all bytes where the host knows onread: %s', async (knowsOnread) => {
    host.knowsOnread = knowsOnread;
    const greeting = patterned(1_000_000);
    const { bytes } = await read(greeting);
    expect(bytes.equals(greeting)).toBe(true);
  });
});
