import type { Socket } from 'node:net';
import { createWebSocketTransport, type WebSocketTransportOptions } from '@netmgr/client/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { passRealTime } from '../../contract/raw-servers.ts';
import { RecordedLine } from '../../contract/recorded-line.ts';
import { toHex } from '../../support/hex.ts';
import { acceptUpgrade, closeFrame, frame, OPCODE, openRawWebSocketServer } from './raw-web-socket-server.ts';

/** RFC 6455, section 5.5.1: two bytes of header, the key, and the code. */
const CLOSE_FRAME_BYTES = 8;

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await passRealTime();
};

type Answer = (socket: Socket, key: string) => void;

const dialBy = async (options: WebSocketTransportOptions, answer: Answer): Promise<RecordedLine> => {
  const server = await openRawWebSocketServer(answer);
  const line = new RecordedLine(createWebSocketTransport(server.url, options), {});
  onTestFinished(async () => {
    line.transport.abort();
    await server.close();
    expect(line.events.filter((event) => event === 'close')).toEqual(['close']);
    expect(line.events.at(-1)).toBe('close');
    expect(line.heardInsideCall).toEqual([]);
  });
  return line;
};

describe.each([
  ['by the constructor of ws', { webSocket: WebSocket }],
  ['by Node', {}],
])('dialled %s', (_, options: WebSocketTransportOptions) => {
  const dial = (answer: Answer): Promise<RecordedLine> => dialBy(options, answer);

  /** Opens a WebSocket in good order and then sends these bytes. */
  const dialAndHear = (...bytes: Uint8Array[]): Promise<RecordedLine> =>
    dial((socket, key) => {
      acceptUpgrade(socket, key);
      for (const each of bytes) socket.write(each);
    });

  describe('a WebSocket server that does not open', () => {
    const respond = (head: string) => (socket: Socket) => socket.end(`${head}\r\n\r\n`);

    it.each([
      ['refuses', respond('HTTP/1.1 403 Forbidden')],
      ['answers as a web server', respond('HTTP/1.1 200 OK\r\nContent-Length: 0')],
      ['redirects', respond('HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/')],
      ['proves nothing', respond('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade')],
      ['proves it for another key', (socket: Socket) => acceptUpgrade(socket, 'AAAAAAAAAAAAAAAAAAAAAA==')],
      ['speaks no HTTP', (socket: Socket) => socket.end(Buffer.from([0, 255, 3, 235, 0, 0, 0, 0]))],
      ['ends at once', (socket: Socket) => socket.end()],
      ['ends within its answer', (socket: Socket) => socket.end('HTTP/1.1 101 Switch')],
      ['breaks within its answer', (socket: Socket) => socket.write('HTTP/1.1 101 Sw', () => socket.resetAndDestroy())],
      ['never ends its answer', (socket: Socket) => socket.write(`HTTP/1.1 101 Go\r\nX: ${'x'.repeat(100_000)}`)],
    ])('fails the dial once when it %s', async (_, answer) => {
      const line = await dial(answer);
      await until(() => line.ending !== undefined);
      expect(line.events).toEqual(['close']);
      expect(line.ending).toMatchObject({ how: 'failed', detail: expect.stringMatching(/./) });
    });
  });

  describe('a WebSocket server that breaks the rules', () => {
    it.each([
      ['a reserved opcode', [frame(3)]],
      ['a reserved bit', [frame(OPCODE.binary, Uint8Array.of(1), { firstByte: 0xc2 })]],
      ['a fragmented ping', [frame(OPCODE.ping, undefined, { isFinal: false })]],
      ['a continuation of nothing', [frame(OPCODE.continuation, Uint8Array.of(1))]],
      ['a message inside another', [frame(OPCODE.binary, undefined, { isFinal: false }), frame(OPCODE.binary)]],
      ['a masked frame', [Uint8Array.of(0x82, 0x81, 1, 2, 3, 4, 5)]],
      ['a length of 2^63', [Uint8Array.of(0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0)]],
      ['a length of a gibibyte', [Uint8Array.of(0x82, 127, 0, 0, 0, 0, 0x40, 0, 0, 0)]],
      ['a text that is not UTF-8', [frame(OPCODE.text, Uint8Array.of(0xff, 0xfe))]],
      ['a close frame of one byte', [frame(OPCODE.close, Uint8Array.of(3))]],
      ['a close code that must not travel', [closeFrame(1006)]],
    ])('resets the connection once at %s', async (_, bytes) => {
      const line = await dialAndHear(...bytes);
      await until(() => line.ending !== undefined);
      expect(line.events).toEqual(['open', 'close']);
      expect(line.ending).toMatchObject({ how: 'reset', detail: expect.stringMatching(/./) });
    });

    it('delivers what came before the breach', async () => {
      const line = await dialAndHear(Buffer.concat([frame(OPCODE.binary, Uint8Array.of(1, 2)), frame(3)]));
      await until(() => line.ending !== undefined);
      expect(line.events).toEqual(['open', 'bytes', 'close']);
      expect(toHex(line.received())).toBe('0102');
    });
  });

  describe('a WebSocket server that speaks text', () => {
    it('is left at the first text message, and what follows in the same packet is not heard', async () => {
      const bytes = [
        frame(OPCODE.binary, Uint8Array.of(1)),
        frame(OPCODE.text, Buffer.from('{}')),
        frame(OPCODE.binary),
      ];
      const line = await dialAndHear(Buffer.concat(bytes));
      await until(() => line.ending !== undefined);
      expect(line.events).toEqual(['open', 'bytes', 'close']);
      expect(line.ending).toEqual({ how: 'text', detail: 'a text message of 2 characters' });
    });

    it('does not get away with an empty one', async () => {
      const line = await dialAndHear(frame(OPCODE.text));
      await until(() => line.ending !== undefined);
      expect(line.ending?.how).toBe('text');
    });
  });

  describe('a WebSocket server that keeps to the letter of the rules', () => {
    it('is understood when it sends one message in a thousand fragments, with pings between them', async () => {
      const bytes: Buffer[] = [];
      for (let i = 0; i < 1000; i += 1) {
        const opcode = i === 0 ? OPCODE.binary : OPCODE.continuation;
        bytes.push(frame(opcode, Uint8Array.of(i & 0xff), { isFinal: i === 999 }), frame(OPCODE.ping));
      }
      const line = await dialAndHear(Buffer.concat(bytes));
      await until(() => line.receivedBytes > 0);
      expect(toHex(line.received())).toBe(toHex(Uint8Array.from({ length: 1000 }, (_, i) => i & 0xff)));
    });

    it('is understood when it sends a thousand messages in one packet', async () => {
      const message = frame(OPCODE.binary, Uint8Array.of(7));
      const line = await dialAndHear(Buffer.concat(Array.from({ length: 1000 }, () => message)));
      await until(() => line.receivedBytes === 1000);
      expect(line.events.filter((event) => event === 'bytes')).toHaveLength(1000);
    });

    it('is understood when its bytes come one by one', async () => {
      const bytes = Buffer.concat([frame(OPCODE.binary, new Uint8Array(200).fill(9)), closeFrame(4002, 'later')]);
      const line = await dial(async (socket, key) => {
        acceptUpgrade(socket, key);
        socket.setNoDelay(true);
        for (const byte of bytes) {
          socket.write(Uint8Array.of(byte));
          await passRealTime();
        }
        socket.end();
      });
      await until(() => line.ending !== undefined);
      expect(line.receivedBytes).toBe(200);
      expect(line.ending).toEqual({ how: 'fin', code: 4002, detail: 'later' });
    });

    it('hears nothing behind the close frame that answers its own, also where that has to wait', async () => {
      let peer: Socket | undefined;
      const line = await dial((socket, key) => {
        acceptUpgrade(socket, key);
        peer = socket.pause();
      });
      await until(() => line.events.includes('open'));
      // The kernel's own buffers take some mebibytes before anything has to wait here.
      while (line.transport.bufferedBytes < 1_000_000) {
        line.transport.send(new Uint8Array(65_536));
        await passRealTime();
      }
      peer!.write(closeFrame(1000));
      for (let i = 0; i < 20; i += 1) await passRealTime();
      line.transport.send(Uint8Array.of(1));
      let last = Buffer.alloc(0);
      peer!.on('data', (bytes: Buffer) => {
        last = Buffer.concat([last, bytes]).subarray(-CLOSE_FRAME_BYTES);
      });
      peer!.on('end', () => peer!.end()).resume();
      await until(() => line.ending !== undefined);
      expect(line.ending).toEqual({ how: 'fin', code: 1000 });
      expect(last.subarray(0, 2).toString('hex')).toBe('8882');
    });

    it.each([1000, 1001, 1008, 1011, 1012, 4000])('tells its close code %i', async (code) => {
      const line = await dial((socket, key) => {
        acceptUpgrade(socket, key);
        socket.end(closeFrame(code));
      });
      await until(() => line.ending !== undefined);
      expect(line.ending).toEqual({ how: 'fin', code });
    });

    it('ends in good order when its close frame has no code', async () => {
      const line = await dial((socket, key) => {
        acceptUpgrade(socket, key);
        socket.end(frame(OPCODE.close));
      });
      await until(() => line.ending !== undefined);
      expect(line.ending).toEqual({ how: 'fin', code: 1005 });
    });

    it('can be left when it said close and then does not hang up', async () => {
      const line = await dialAndHear(closeFrame(1000));
      await until(() => line.events.includes('open'));
      for (let i = 0; i < 20; i += 1) await passRealTime();
      line.transport.abort();
      await until(() => line.ending !== undefined);
      expect(line.events).toEqual(['open', 'close']);
    });
  });

  describe('a WebSocket server that vanishes', () => {
    it.each([
      ['ends without a close frame', (socket: Socket) => socket.end()],
      ['ends within a frame', (socket: Socket) => socket.end(Uint8Array.of(0x82, 5, 1, 2))],
      ['breaks within a frame', (socket: Socket) => socket.write(Uint8Array.of(0x82), () => socket.resetAndDestroy())],
    ])('is told as reset when it %s', async (_, vanish) => {
      const line = await dial((socket, key) => {
        acceptUpgrade(socket, key);
        vanish(socket);
      });
      await until(() => line.ending !== undefined);
      expect(line.events).toEqual(['open', 'close']);
      expect(line.ending?.how).toBe('reset');
    });
  });
});
