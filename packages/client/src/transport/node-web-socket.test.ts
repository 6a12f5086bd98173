import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createNodeWebSocketTransport } from './node-web-socket.ts';
import type { Transport, TransportCloseInfo } from './transport.ts';
import type { WebSocketConstructor, WebSocketTransportOptions } from './web-socket-transport.ts';

/** Whether the host's `ws` tells of its socket; Bun, for one, has a `ws` of its own. */
const host = vi.hoisted(() => ({ tellsUpgrade: true }));

vi.mock('ws', async (importOriginal) => {
  const original = await importOriginal<typeof import('ws')>();
  class HostWebSocket extends original.WebSocket {
    constructor(...args: ConstructorParameters<typeof original.WebSocket>) {
      super(...args);
      const emit = this.emit;
      // Ahead of what a class above this one makes of it.
      if (!host.tellsUpgrade) this.emit = (event, ...rest) => event !== 'upgrade' && emit.call(this, event, ...rest);
    }
  }
  return { ...original, WebSocket: HostWebSocket };
});

afterEach(() => {
  host.tellsUpgrade = true;
});

interface Line {
  readonly transport: Transport;
  /** What the server heard, a message each, in hex. */
  readonly messages: string[];
  readonly protocol: string;
}

/** Dials a server that selects the subprotocol `netmgr` where it is offered; rejects when the dial fails. */
const dial = async (options?: WebSocketTransportOptions): Promise<Line> => {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: (offered) => offered.has('netmgr') && 'netmgr',
  });
  const messages: string[] = [];
  let protocol = '';
  server.on('connection', (socket) => {
    protocol = socket.protocol;
    socket.on('message', (data: Buffer) => messages.push(data.toString('hex')));
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const dialled: { transport?: Transport } = {};
  onTestFinished(async () => {
    dialled.transport?.abort();
    for (const client of server.clients) client.terminate();
    server.close();
    await once(server, 'close');
  });
  await new Promise<void>((resolve, reject) => {
    dialled.transport = createNodeWebSocketTransport(
      `ws://127.0.0.1:${port}`,
      options,
    )({
      onOpen: resolve,
      onBytes() {},
      onClose: (info: TransportCloseInfo) => reject(new Error(info.detail)),
    });
  });
  return { transport: dialled.transport!, messages, protocol };
};

/** Three frames, of 4, 0 and 2 bytes. */
const BYTES = Uint8Array.of(1, 2, 3, 4, 5, 6);
const ENDS = [4, 4, 6];

describe.each([true, false])("Node's WebSocket, where ws tells of its socket: %s", (tellsUpgrade) => {
  it.each([
    ['puts all frames of one send into one message', undefined, ['010203040506', '07']],
    ['puts all frames into one message though it is told where they end', 'coalesce', ['010203040506', '07']],
    ['sends one message per frame', 'single', ['01020304', '', '0506', '07']],
  ] as const)('%s', async (_, framing, expected) => {
    host.tellsUpgrade = tellsUpgrade;
    const { transport, messages } = await dial({ framing });
    transport.send(BYTES, ENDS);
    transport.send(Uint8Array.of(7), [1]);
    await vi.waitFor(() => expect(messages).toHaveLength(expected.length));
    expect(messages).toEqual(expected);
  });
});

describe("Node's WebSocket", () => {
  it('offers subprotocols', async () => {
    expect((await dial({ protocols: ['other', 'netmgr'] })).protocol).toBe('netmgr');
  });

  it('fails where the server selects none of them', async () => {
    await expect(dial({ protocols: 'other' })).rejects.toThrow(/subprotocol/);
  });

  it('sends by the constructor that it is given, and what it sends at once leaves in one write', async () => {
    const calls: string[] = [];
    class Watched extends WebSocket {
      constructor(url: string) {
        super(url);
        this.on('upgrade', ({ socket }) => {
          for (const name of ['cork', 'uncork'] as const) {
            const call = socket[name].bind(socket);
            socket[name] = () => {
              calls.push(name);
              call();
            };
          }
        });
      }

      override send(bytes: Uint8Array): void {
        calls.push('send');
        super.send(bytes);
      }
    }
    const { transport, messages } = await dial({ webSocket: Watched as WebSocketConstructor, framing: 'single' });
    // What \`ws\` writes by itself in the handshake is not meant.
    calls.length = 0;
    transport.send(BYTES, ENDS);
    expect([calls[0], calls.at(-1), calls.filter((call) => call === 'send').length]).toEqual(['cork', 'uncork', 3]);
    await vi.waitFor(() => expect(messages).toEqual(['01020304', '', '0506']));
  });

  it('needs nothing of a given constructor but what the standard has', async () => {
    const sent: number[] = [];
    const dialled: { onopen: (() => void) | null }[] = [];
    class Bare {
      binaryType = '';
      readonly bufferedAmount = 0;
      onopen: (() => void) | null = null;
      onmessage = null;
      onerror = null;
      onclose = null;

      constructor() {
        dialled.push(this);
      }

      send(bytes: Uint8Array): void {
        sent.push(bytes.length);
      }

      close(): void {}
    }
    const listener = { onOpen() {}, onBytes() {}, onClose() {} };
    const options = { webSocket: Bare, framing: 'single' } as const;
    const transport = createNodeWebSocketTransport('ws://127.0.0.1:1', options)(listener);
    dialled[0]?.onopen?.();
    transport.send(BYTES, ENDS);
    expect(sent).toEqual([4, 0, 2]);
  });
});
