import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createNodeWebSocketTransport } from './node-web-socket.ts';
import type { Transport, TransportCloseInfo } from './transport.ts';
import type { WebSocketConstructor, WebSocketTransportOptions } from './web-socket-transport.ts';

/** Whether `ws` has its socket where it is looked for, and how often that was written to since it opened. */
const host = vi.hoisted(() => ({ showsSocket: true, writes: 0 }));

vi.mock('ws', async (importOriginal) => {
  const original = await importOriginal<typeof import('ws')>();
  /** What `ws` does with its socket once the handshake is done. */
  interface Inner {
    setSocket(socket: Socket, ...more: unknown[]): void;
  }
  const { setSocket } = original.WebSocket.prototype as unknown as Inner;
  class HostWebSocket extends original.WebSocket {
    setSocket(socket: Socket, ...more: unknown[]): void {
      setSocket.call(this, socket, ...more);
      const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
      host.writes = 0;
      socket.write = (...args: unknown[]) => {
        host.writes++;
        return write(...args);
      };
      if (host.showsSocket) return;
      const hidden = new Proxy(socket, {
        get: (target, name) => name !== 'write' && Reflect.get(target, name, target),
      });
      Object.assign(this, { _socket: hidden });
    }
  }
  return { ...original, WebSocket: HostWebSocket };
});

afterEach(() => {
  host.showsSocket = true;
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

interface Line {
  readonly transport: Transport;
  /** What the server heard, a message each, in hex. */
  readonly messages: string[];
  readonly protocol: string;
  /** What the client offered in its handshake. */
  readonly extensions: string | undefined;
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
  let extensions: string | undefined;
  server.on('connection', (socket, request) => {
    extensions = request.headers['sec-websocket-extensions'];
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
  return { transport: dialled.transport!, messages, protocol, extensions };
};

/** Three frames, of 4, 0 and 2 bytes. */
const BYTES = Uint8Array.of(1, 2, 3, 4, 5, 6);
const ENDS = [4, 4, 6];

describe.each([true, false])("Node's WebSocket, where ws shows its socket: %s", (showsSocket) => {
  it.each([
    ['puts all frames of one send into one message', undefined, ['010203040506', '07']],
    ['puts all frames into one message though it is told where they end', 'coalesce', ['010203040506', '07']],
    ['sends one message per frame', 'single', ['01020304', '', '0506', '07']],
  ] as const)('%s', async (_, framing, expected) => {
    host.showsSocket = showsSocket;
    const { transport, messages } = await dial({ framing });
    transport.send(BYTES, ENDS);
    transport.send(Uint8Array.of(7), [1]);
    await vi.waitFor(() => expect(messages).toHaveLength(expected.length));
    expect(messages).toEqual(expected);
  });
});

describe("Node's WebSocket", () => {
  it.each(['coalesce', 'single'] as const)(
    'writes all that is sent at once in one piece, by itself: %s',
    async (framing) => {
      const send = vi.spyOn(WebSocket.prototype, 'send');
      const { transport, messages } = await dial({ framing });
      transport.send(BYTES, ENDS);
      expect([host.writes, send.mock.calls]).toEqual([1, []]);
      await vi.waitFor(() => expect(messages.join('')).toBe('010203040506'));
    },
  );

  it('leaves to ws what is no Uint8Array', async () => {
    const { transport, messages } = await dial();
    transport.send(Uint16Array.of(1, 2) as never);
    await vi.waitFor(() => expect(messages).toEqual(['01000200']));
  });

  it('offers no compression, behind which frames would wait in ws', async () => {
    expect((await dial()).extensions).toBeUndefined();
  });

  it('dials by the WebSocket of Bun there', async () => {
    vi.stubGlobal('process', { ...process, versions: { ...process.versions, bun: '1.0.0' } });
    vi.resetModules();
    const dialled: unknown[] = [];
    class BunWebSocket {
      constructor(url: string) {
        dialled.push(url);
        throw new Error('no further');
      }
    }
    vi.stubGlobal('WebSocket', BunWebSocket);
    const { createNodeWebSocketTransport: createInBun } = await import('./node-web-socket.ts');
    const onClose = vi.fn();
    createInBun('ws://127.0.0.1:1')({ onOpen() {}, onBytes() {}, onClose });
    await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
    expect(dialled).toEqual(['ws://127.0.0.1:1']);
  });

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

  /** Dials by a constructor that has what the standard asks for, and below it a socket as it is given. */
  const dialBare = (below: unknown, onSend: (length: number) => void, onClose = (): void => {}): Transport => {
    const dialled: { onopen: (() => void) | null }[] = [];
    class Bare {
      binaryType = '';
      readonly bufferedAmount = 0;
      onopen: (() => void) | null = null;
      onmessage = null;
      onerror = null;
      onclose = null;
      readonly _socket = below;

      constructor() {
        dialled.push(this);
      }

      send(bytes: Uint8Array): void {
        onSend(bytes.length);
      }

      close(): void {}
    }
    const options = { webSocket: Bare, framing: 'single' } as const;
    const transport = createNodeWebSocketTransport('ws://127.0.0.1:1', options)({ onOpen() {}, onBytes() {}, onClose });
    dialled[0]?.onopen?.();
    return transport;
  };

  it.each([undefined, null, {}, { cork() {} }])(
    'needs nothing of a given constructor but what the standard has; below it: %o',
    (below) => {
      const sent: number[] = [];
      dialBare(below, (length) => sent.push(length)).send(BYTES, ENDS);
      expect(sent).toEqual([4, 0, 2]);
    },
  );

  it('never leaves the socket of a given constructor corked, even when a send throws', async () => {
    const calls: string[] = [];
    const onClose = vi.fn();
    const below = { cork: () => calls.push('cork'), uncork: () => calls.push('uncork') };
    const full = (): void => {
      throw new Error('full');
    };
    dialBare(below, full, onClose).send(BYTES, ENDS);
    expect(calls).toEqual(['cork', 'uncork']);
    await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
    expect(onClose.mock.calls[0]?.[0]).toMatchObject({ how: 'reset', detail: 'send failed: full' });
  });

  it('corks nothing for one message', () => {
    const calls: string[] = [];
    dialBare({ cork: () => calls.push('cork') }, () => calls.push('send')).send(BYTES);
    expect(calls).toEqual(['send']);
  });
});
