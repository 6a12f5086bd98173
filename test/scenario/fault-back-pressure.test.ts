import { createTcpTransport, createWebSocketTransport, type TransportFactory } from '@netmgr/client/node';
import { createMemoryServer, slowReader, VirtualClock } from '@netmgr/server-mock';
import { MockServer } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { until } from '../support/mock-world.ts';

// A server that reads slowly is felt by whoever sends: the network fills up, and then `bufferedBytes` of the client grows.

const clock = new VirtualClock();
const WAYS = [
  {
    name: 'memory',
    open: async () => {
      const server = createMemoryServer({ clock });
      return { server, dial: server.transport };
    },
  },
  {
    name: 'tcp',
    open: async () => {
      const server = await MockServer.listen({ clock, tcpPort: 0 });
      return { server, dial: createTcpTransport(server.urls.tcp) };
    },
  },
  {
    name: 'web socket',
    open: async () => {
      const server = await MockServer.listen({ clock, webSocketPort: 0 });
      return { server, dial: createWebSocketTransport(server.urls.ws, { webSocket: WebSocket }) };
    },
  },
  {
    name: "Node's web socket",
    open: async () => {
      const server = await MockServer.listen({ clock, webSocketPort: 0 });
      return { server, dial: createWebSocketTransport(server.urls.ws) };
    },
  },
] satisfies { name: string; open(): Promise<{ dial: TransportFactory }> }[];

describe.each(WAYS)('a slow reader over $name', ({ open }) => {
  it('lets the bytes wait at the client, and takes them all when it reads again', async () => {
    const { server, dial } = await open();
    onTestFinished(async () => {
      transport.abort();
      await server.close();
    });
    let isOpen = false;
    const transport = dial({
      onOpen: () => {
        isOpen = true;
      },
      onBytes: () => {},
      onClose: () => {},
    });
    await until('the client is in', () => isOpen && server.clientCount === 1);
    const fault = server.addFault(slowReader({ bytesPerSecond: 0 }));
    const frame = new Uint8Array(65_536);
    new DataView(frame.buffer).setInt32(0, 7, true);
    new DataView(frame.buffer).setInt32(4, frame.length - 8, true);
    let sent = 0;
    // The kernel of a loopback takes some megabytes before it stops the sender.
    while (transport.bufferedBytes < 1_000_000 && sent < 64_000_000) {
      for (let i = 0; i < 16; i++) transport.send(frame);
      sent += 16 * frame.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(transport.bufferedBytes).toBeGreaterThanOrEqual(1_000_000);
    expect(server.received().length).toBe(0);
    fault.remove();
    let bytes = 0;
    server.on('unhandled', (_client, { body }) => {
      bytes += 8 + body.length;
    });
    await until('all has come', () => bytes === sent);
    await until('nothing waits any more', () => transport.bufferedBytes === 0);
  });
});
