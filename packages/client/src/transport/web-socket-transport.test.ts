import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import type { TransportCloseInfo, TransportListener } from './transport.ts';
import {
  createWebSocketTransport,
  requireWebSocket,
  type WebSocketConstructor,
  type WebSocketLike,
  type WebSocketTransportOptions,
} from './web-socket-transport.ts';

type Handler = ((event: never) => void) | null;

/** A WebSocket that does only what the test makes it do. */
class PuppetWebSocket implements WebSocketLike {
  static latest: PuppetWebSocket;
  binaryType = 'blob';
  bufferedAmount = 0;
  onopen: Handler = null;
  onmessage: Handler = null;
  onerror: Handler = null;
  onclose: Handler = null;
  readonly sent: string[] = [];
  readonly closeCalls: (number | undefined)[] = [];
  readonly constructorArguments: unknown[];

  constructor(...args: unknown[]) {
    this.constructorArguments = args;
    PuppetWebSocket.latest = this;
  }

  send(data: Uint8Array): void {
    this.sent.push(Buffer.from(data).toString('hex'));
  }

  close(code?: number): void {
    this.closeCalls.push(code);
  }

  fire(type: 'open' | 'message' | 'error' | 'close', event: object = {}): void {
    this[`on${type}`]?.(event as never);
  }
}

const dialWith = (webSocket: WebSocketConstructor, options: WebSocketTransportOptions = {}) => {
  const heard: (string | TransportCloseInfo)[] = [];
  const listener: TransportListener = {
    onOpen: () => heard.push('open'),
    onBytes: (bytes) => heard.push(Buffer.from(bytes).toString('hex')),
    onClose: (info) => heard.push(info),
  };
  const transport = createWebSocketTransport('ws://game.test', { webSocket, ...options })(listener);
  return { heard, transport };
};

const dial = (options: WebSocketTransportOptions = {}) => {
  const line = dialWith(PuppetWebSocket, options);
  return { ...line, socket: PuppetWebSocket.latest };
};

const dialOpen = (options: WebSocketTransportOptions = {}) => {
  const line = dial(options);
  line.socket.fire('open');
  return line;
};

const microtasks = (): Promise<void> => Promise.resolve();

afterEach(() => vi.unstubAllGlobals());

describe('dialling by WebSocket', () => {
  it('gives the constructor the URL alone, so that no server is offered a subprotocol it would have to select', () => {
    expect(dial().socket.constructorArguments).toEqual(['ws://game.test']);
  });

  it('offers the subprotocols that it is given', () => {
    expect(dial({ protocols: 'a' }).socket.constructorArguments).toEqual(['ws://game.test', 'a']);
    expect(dial({ protocols: ['a', 'b'] }).socket.constructorArguments).toEqual(['ws://game.test', ['a', 'b']]);
  });

  it('asks for ArrayBuffers', () => {
    expect(dial().socket.binaryType).toBe('arraybuffer');
  });

  it('leaves the ws package its own way, which copies no message', () => {
    class BufferWebSocket extends PuppetWebSocket {
      override binaryType = 'nodebuffer';
    }
    expect(Reflect.construct(NodeWebSocket, [null, undefined, {}]).binaryType).toBe('nodebuffer');
    const { heard } = dialWith(BufferWebSocket);
    const socket = PuppetWebSocket.latest;
    expect(socket.binaryType).toBe('nodebuffer');
    socket.fire('open');
    socket.fire('message', { data: Buffer.from('00ff', 'hex') });
    expect(heard).toEqual(['open', '00ff']);
  });

  it("looks the runtime's WebSocket up at each dial, not before", () => {
    const factory = createWebSocketTransport('ws://game.test');
    vi.stubGlobal('WebSocket', PuppetWebSocket);
    factory({ onOpen: () => {}, onBytes: () => {}, onClose: () => {} });
    expect(PuppetWebSocket.latest.constructorArguments).toEqual(['ws://game.test']);
  });

  it('reports a runtime without WebSocket', async () => {
    vi.stubGlobal('WebSocket', undefined);
    const heard: TransportCloseInfo[] = [];
    createWebSocketTransport('ws://game.test')({
      onOpen: () => {},
      onBytes: () => {},
      onClose: (info) => heard.push(info),
    });
    expect(heard).toEqual([]);
    await microtasks();
    expect(heard).toMatchObject([{ how: 'failed', cause: { code: 'NO_WEB_SOCKET' } }]);
  });

  it.each([
    ['SyntaxError', 'The URL is invalid'],
    ['SecurityError', 'An insecure WebSocket may not be opened from a page loaded over HTTPS'],
  ])('reports a constructor that throws a %s, and not from inside the dial', async (name, message) => {
    const error = new DOMException(message, name);
    class ThrowingWebSocket extends PuppetWebSocket {
      constructor() {
        super();
        throw error;
      }
    }
    const { heard, transport } = dialWith(ThrowingWebSocket);
    expect(heard).toEqual([]);
    await microtasks();
    expect(heard).toEqual([{ how: 'failed', detail: message, cause: error }]);
    transport.send(Uint8Array.of(1));
    transport.close();
    transport.abort();
    await microtasks();
    expect(heard).toHaveLength(1);
    expect(transport.bufferedBytes).toBe(0);
  });

  it('closes the socket again when it cannot be set up', async () => {
    class StubbornWebSocket extends PuppetWebSocket {
      constructor() {
        super();
        Object.defineProperty(this, 'binaryType', {
          set: () => {
            throw new TypeError('no such type');
          },
        });
      }
    }
    const { heard } = dialWith(StubbornWebSocket);
    await microtasks();
    expect(heard).toMatchObject([{ how: 'failed', detail: 'no such type' }]);
    expect(PuppetWebSocket.latest.closeCalls).toEqual([undefined]);
  });
});

describe('requireWebSocket', () => {
  it("takes a browser's and the ws package's constructor without a cast", () => {
    const known: WebSocketConstructor[] = [NodeWebSocket];
    if (typeof WebSocket === 'function') known.push(WebSocket);
    for (const each of known) expect(requireWebSocket(each)).toBe(each);
  });

  it('prefers the given constructor', () => {
    expect(requireWebSocket(PuppetWebSocket)).toBe(PuppetWebSocket);
  });

  it('throws a UsageError where there is none', () => {
    vi.stubGlobal('WebSocket', undefined);
    expect(() => requireWebSocket()).toThrow(/^\[NO_WEB_SOCKET\] /);
  });
});

describe('what arrives by WebSocket', () => {
  it('is delivered from an ArrayBuffer, a view of a larger buffer and an empty message', () => {
    const { heard, socket } = dialOpen();
    socket.fire('message', { data: Uint8Array.of(1, 2).buffer });
    socket.fire('message', { data: Buffer.from([0, 3, 4, 0]).subarray(1, 3) });
    socket.fire('message', { data: new DataView(Uint8Array.of(9, 5, 9).buffer, 1, 1) });
    socket.fire('message', { data: new ArrayBuffer(0) });
    expect(heard).toEqual(['open', '0102', '0304', '05', '']);
  });

  it('ends the connection when it is text', async () => {
    const { heard, socket } = dialOpen();
    socket.fire('message', { data: 'hello' });
    socket.fire('message', { data: new ArrayBuffer(1) });
    await microtasks();
    expect(heard).toEqual(['open', { how: 'text', detail: 'a text message of 5 characters' }]);
    expect(socket.closeCalls).toHaveLength(1);
  });

  it.each([
    ['Blob', new Blob(['x'])],
    ['Array', [Buffer.from('x')]],
    ['Undefined', undefined],
    ['Null', null],
  ])('ends the connection when it is no binary message but %s', async (kind, data) => {
    const { heard, socket } = dialOpen();
    socket.fire('message', { data });
    await microtasks();
    expect(heard.at(-1)).toMatchObject({ how: 'reset', detail: expect.stringContaining(kind) });
  });
});

describe('what is sent by WebSocket', () => {
  const bytes = Uint8Array.of(0, 1, 2, 3, 4, 0).subarray(1, 5);

  it('goes out as one message, exactly the view', () => {
    const { socket, transport } = dialOpen();
    expect(transport.wantsFrameEnds).toBe(false);
    transport.send(bytes);
    expect(socket.sent).toEqual(['01020304']);
  });

  it('goes out frame by frame when framing is single', () => {
    const { socket, transport } = dialOpen({ framing: 'single' });
    expect(transport.wantsFrameEnds).toBe(true);
    transport.send(bytes, [1, 3, 4]);
    expect(socket.sent).toEqual(['01', '0203', '04']);
  });

  it('ends the connection when send throws, and not from inside send', async () => {
    const { heard, socket, transport } = dialOpen();
    const error = new DOMException('Still in CONNECTING state', 'InvalidStateError');
    socket.send = () => {
      throw error;
    };
    transport.send(bytes);
    expect(heard).toEqual(['open']);
    await microtasks();
    expect(heard.at(-1)).toEqual({ how: 'reset', detail: 'send failed: Still in CONNECTING state', cause: error });
    expect(socket.closeCalls).toHaveLength(1);
  });

  it('is ignored before the open event, behind close() and behind the end', () => {
    const { socket, transport } = dial();
    transport.send(bytes);
    socket.fire('open');
    transport.close();
    transport.send(bytes);
    transport.abort();
    transport.send(bytes);
    expect(socket.sent).toEqual([]);
  });

  it('is counted by bufferedAmount until the end', () => {
    const { socket, transport } = dialOpen();
    socket.bufferedAmount = 123;
    expect(transport.bufferedBytes).toBe(123);
    transport.abort();
    expect(transport.bufferedBytes).toBe(0);
  });
});

describe('the end by WebSocket', () => {
  it.each([1000, 1001, 1005, 1008, 1012, 4000])('is fin with its code when a close frame came: %i', async (code) => {
    const { heard, socket } = dialOpen();
    socket.fire('close', { code, reason: '', wasClean: true });
    await microtasks();
    expect(heard).toEqual(['open', { how: 'fin', code }]);
  });

  it('carries the reason as detail', async () => {
    const { heard, socket } = dialOpen();
    socket.fire('close', { code: 4001, reason: 'banned' });
    await microtasks();
    expect(heard.at(-1)).toEqual({ how: 'fin', code: 4001, detail: 'banned' });
  });

  it('is reset when no close frame came', async () => {
    const { heard, socket } = dialOpen();
    socket.fire('close', { code: 1006, reason: '' });
    await microtasks();
    expect(heard.at(-1)).toEqual({ how: 'reset', code: 1006, detail: 'closed without a close frame' });
  });

  it('is reset when the host tells no code, or no event at all', async () => {
    for (const event of [{}, undefined]) {
      const { heard, socket } = dialOpen();
      (socket.onclose as ((event: unknown) => void) | null)?.(event);
      await microtasks();
      expect(heard.at(-1)).toEqual({ how: 'reset', detail: 'the WebSocket failed' });
    }
  });

  it('is failed when it comes before the open event', async () => {
    const { heard, socket } = dial();
    socket.fire('close', { code: 1006 });
    await microtasks();
    expect(heard).toEqual([{ how: 'failed', code: 1006, detail: 'closed without a close frame' }]);
  });

  it('comes with an error event, whether a close event follows or not', async () => {
    for (const follows of [true, false]) {
      const { heard, socket } = dialOpen();
      const error = new Error('read ECONNRESET');
      socket.fire('error', { message: error.message, error });
      if (follows) socket.fire('close', { code: 1006 });
      await microtasks();
      expect(heard).toEqual(['open', { how: 'reset', detail: 'read ECONNRESET', cause: error }]);
    }
  });

  it('comes once when the host closes twice, and nothing follows', async () => {
    const { heard, socket } = dialOpen();
    const { onclose, onmessage, onopen, onerror } = socket;
    for (let i = 0; i < 2; i += 1) {
      onclose?.({ code: 1000 } as never);
      onmessage?.({ data: new ArrayBuffer(1) } as never);
      onopen?.({} as never);
      onerror?.({} as never);
    }
    await microtasks();
    expect(heard).toEqual(['open', { how: 'fin', code: 1000 }]);
  });

  it('is not reported from inside close(), even by a host that closes synchronously', async () => {
    const { heard, socket, transport } = dialOpen();
    socket.close = () => socket.fire('close', { code: 1000 });
    transport.close();
    expect(heard).toEqual(['open']);
    await microtasks();
    expect(heard).toEqual(['open', { how: 'fin', code: 1000 }]);
  });
});

describe('leaving by WebSocket', () => {
  it('closes with code 1000, once', () => {
    const { socket, transport } = dialOpen();
    transport.close();
    transport.close();
    expect(socket.closeCalls).toEqual([1000]);
  });

  it('ends at once when close() throws', async () => {
    const { heard, socket, transport } = dialOpen();
    socket.close = () => {
      throw new Error('invalid code');
    };
    transport.close();
    await microtasks();
    expect(heard.at(-1)).toMatchObject({ how: 'reset', detail: 'close failed: invalid code' });
  });

  it('lets go at once when it is closed before the open event', async () => {
    const { heard, socket, transport } = dial();
    transport.close();
    socket.fire('open');
    await microtasks();
    expect(heard).toEqual([{ how: 'failed', detail: 'closed before it opened' }]);
    expect(socket.closeCalls).toEqual([undefined]);
  });

  it('terminates where the host can, since a close handshake may take a minute', async () => {
    const { heard, socket, transport } = dialOpen();
    const terminate = vi.fn();
    Object.assign(socket, { terminate });
    transport.abort();
    transport.abort();
    await microtasks();
    expect(terminate).toHaveBeenCalledTimes(1);
    expect(socket.closeCalls).toEqual([]);
    expect(heard).toEqual(['open', { how: 'reset', detail: 'aborted' }]);
  });

  it('leaves no listener on the socket but one for the errors that a host would throw', () => {
    const { socket, transport } = dialOpen();
    transport.abort();
    expect([socket.onopen, socket.onmessage, socket.onclose]).toEqual([null, null, null]);
    expect(() => socket.fire('error')).not.toThrow();
    expect(socket.onerror).not.toBeNull();
  });
});
