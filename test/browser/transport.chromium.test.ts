import { createWebSocketTransport, type TransportFactory } from '@netmgr/client';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { cutInto, patternedBytes } from '../contract/patterned-bytes.ts';
import { type Line, type Reactions, RecordedLine } from '../contract/recorded-line.ts';
import { openPageMock, type PageMock } from './page-mock.ts';

// The promises of the transport seam, as far as the browser's own WebSocket decides whether they are kept.

let mock: PageMock;
const lines: RecordedLine[] = [];

const pass = (ms = 1): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await pass();
};

const dial = (factory: TransportFactory = createWebSocketTransport(mock.wsUrl), reactions: Reactions = {}): Line => {
  const line = new RecordedLine(factory, reactions);
  lines.push(line);
  return line;
};

const connect = async (reactions: Reactions = {}): Promise<Line> => {
  const line = dial(undefined, reactions);
  await until(() => line.events.includes('open'));
  return line;
};

const ending = async (line: Line): Promise<Line['ending']> => {
  await until(() => line.ending !== undefined);
  return line.ending;
};

/** A frame of an id that the mock does not know, and so echoes. */
const frameOf = (body: Uint8Array): Uint8Array => {
  const frame = new Uint8Array(8 + body.length);
  const header = new DataView(frame.buffer);
  header.setInt32(0, 2001, true);
  header.setInt32(4, body.length, true);
  frame.set(body, 8);
  return frame;
};

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Compares what is too long to print. */
const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

beforeAll(async () => {
  mock = await openPageMock();
});

afterEach(async () => {
  await mock.resume();
  for (const line of lines) line.transport.abort();
  await until(async () => (await mock.clientCount()) === 0);
  await pass(20);
  for (const line of lines.splice(0)) {
    expect(line.events.filter((event) => event === 'close')).toEqual(['close']);
    expect(line.events.at(-1)).toBe('close');
    expect(line.heardInsideCall).toEqual([]);
    expect(line.transport.bufferedBytes).toBe(0);
  }
});

describe("Chromium's WebSocket, dialling", () => {
  it('opens once', async () => {
    const line = await connect();
    await pass(50);
    expect(line.events).toEqual(['open']);
  });

  it('is admitted to the shared mock server from the origin of this page', async () => {
    const line = dial(createWebSocketTransport(inject('mockWsUrl')));
    await until(() => line.events.length > 0);
    expect(line.events).toEqual(['open']);
  });

  it('fails once where nobody listens', async () => {
    const line = dial(createWebSocketTransport('ws://127.0.0.1:1'));
    expect(await ending(line)).toMatchObject({ how: 'failed' });
    expect(line.events).toEqual(['close']);
  });

  it.each(['ws://', 'ws://127.0.0.1:80#room', 'ws://127.0.0.1:99999', 'tcp://127.0.0.1:80'])(
    'fails once at a URL that it refuses: %s',
    async (url) => {
      const line = dial(createWebSocketTransport(url));
      expect(line.events).toEqual([]);
      expect(await ending(line)).toMatchObject({ how: 'failed', cause: { name: 'SyntaxError' } });
    },
  );

  it('fails once, with the reason, at a subprotocol that it refuses', async () => {
    const line = dial(createWebSocketTransport(mock.wsUrl, { protocols: ['a b'] }));
    expect(await ending(line)).toMatchObject({ how: 'failed', cause: { name: 'SyntaxError' } });
  });

  it('opens with a subprotocol that the server selects', async () => {
    const line = dial(createWebSocketTransport(mock.wsUrl, { protocols: ['netmgr'] }));
    await until(() => line.events.length > 0);
    expect(line.events).toEqual(['open']);
  });

  it.each(['abort', 'close'] as const)('never opens after %s() right behind the dial', async (call) => {
    const line = dial();
    line.transport[call]();
    await pass(50);
    expect(line.events).toEqual(['close']);
    expect(line.ending?.how).toBe('failed');
  });

  it('waits for a stalled server, and gives it up at once when told to', async () => {
    await mock.stall();
    const line = dial();
    await pass(100);
    expect(line.events).toEqual([]);
    line.transport.abort();
    await Promise.resolve();
    expect(line.events).toEqual(['close']);
  });
});

describe("Chromium's WebSocket, carrying bytes", () => {
  it('carries a mebibyte out of a larger slab and back, with nothing lost', async () => {
    const line = await connect();
    const frame = frameOf(patternedBytes(1_048_576));
    const slab = new Uint8Array(frame.length + 200).fill(0xee);
    slab.set(frame, 100);
    for (const piece of cutInto(slab.subarray(100, 100 + frame.length), [1, 7, 1448, 65_536]))
      line.transport.send(piece);
    await until(() => line.receivedBytes >= frame.length);
    expect(isSame(line.received(), frame)).toBe(true);
    expect(isSame(slab.subarray(100, 100 + frame.length), frame)).toBe(true);
  });

  it('sends exactly the view, not the buffer under it', async () => {
    const line = await connect();
    const frame = frameOf(Uint8Array.of(1, 2, 3));
    line.transport.send(Uint8Array.of(0xee, ...frame, 0xee).subarray(1, 1 + frame.length));
    await until(() => line.receivedBytes >= frame.length);
    await pass(50);
    expect(hex(line.received())).toBe(hex(frame));
  });

  it('sends one message per frame when framing is single', async () => {
    const line = dial(createWebSocketTransport(mock.wsUrl, { framing: 'single' }));
    await until(() => line.events.includes('open'));
    const [first, second] = [frameOf(Uint8Array.of(1)), frameOf(Uint8Array.of(2, 2))];
    line.transport.send(Uint8Array.of(...first, ...second), [first.length, first.length + second.length]);
    await until(() => line.receivedBytes >= first.length + second.length);
    expect(hex(line.received())).toBe(hex(first) + hex(second));
  });

  it('counts what waits for a stalled server', async () => {
    const line = await connect();
    await mock.stall();
    const frame = frameOf(new Uint8Array(1_048_576));
    for (let i = 0; i < 16; i += 1) line.transport.send(frame);
    await pass(200);
    expect(line.transport.bufferedBytes).toBeGreaterThan(1_048_576);
    line.transport.abort();
    expect(line.transport.bufferedBytes).toBe(0);
  });
});

describe("Chromium's WebSocket, ending", () => {
  it('tells an end in good order, with its code', async () => {
    const line = await connect();
    await mock.drop('fin');
    expect(await ending(line)).toEqual({ how: 'fin', code: 1000 });
  });

  it('tells a break', async () => {
    const line = await connect();
    await mock.drop('reset');
    expect(await ending(line)).toMatchObject({ how: 'reset' });
  });

  it('sends what is buffered before it closes, and says fin when the server has closed too', async () => {
    const line = await connect();
    line.transport.send(frameOf(new Uint8Array(500_000)));
    line.transport.close();
    expect(await ending(line)).toEqual({ how: 'fin', code: 1000 });
  });

  it('does not leave the caller waiting for a stalled server: abort() reports at once', async () => {
    const line = await connect();
    await mock.stall();
    line.transport.close();
    await pass(300);
    expect(line.events).toEqual(['open']);
    line.transport.abort();
    await Promise.resolve();
    expect(line.events).toEqual(['open', 'close']);
    expect(line.ending).toEqual({ how: 'reset', detail: 'aborted' });
  });

  it('ends once, whatever is called how often and from where', async () => {
    const line = await connect({ onClose: (transport) => transport.abort() });
    line.transport.close();
    line.transport.close();
    line.transport.abort();
    line.transport.abort();
    line.transport.send(Uint8Array.of(1));
    await pass(100);
    expect(line.events).toEqual(['open', 'close']);
  });

  it('lets no byte through behind abort() inside the bytes event', async () => {
    const line = await connect({ onBytes: (transport) => transport.abort() });
    for (let i = 0; i < 10; i += 1) line.transport.send(frameOf(Uint8Array.of(i)));
    await ending(line);
    await pass(100);
    expect(line.events).toEqual(['open', 'bytes', 'close']);
  });

  it('ends the connection of a listener that throws, and the page hears of no error', async () => {
    const uncaught: unknown[] = [];
    const hear = (event: ErrorEvent): unknown => uncaught.push(event.error);
    window.addEventListener('error', hear);
    const fault = new Error('the listener is broken');
    const line = await connect({
      onBytes: () => {
        throw fault;
      },
    });
    line.transport.send(frameOf(Uint8Array.of(1)));
    expect(await ending(line)).toMatchObject({ how: 'reset', cause: fault });
    window.removeEventListener('error', hear);
    expect(uncaught).toEqual([]);
  });

  it('opens again after a restart of the server', async () => {
    const first = await connect();
    await mock.restart();
    await ending(first);
    const second = await connect();
    expect(second.events).toEqual(['open']);
  });
});
