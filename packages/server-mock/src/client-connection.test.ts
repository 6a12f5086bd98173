import { describe, expect, it } from 'vitest';
import { ClientConnection } from './client-connection.ts';
import { Codec } from './codec.ts';
import type { Link } from './link/link.ts';
import { type MockServerOptions, resolveOptions } from './options.ts';
import { VirtualClock } from './time/virtual-clock.ts';

const HEART = 'e703000000000000';
const QUIT = 'eb03000000000000';
const frame = (id: number, body = ''): string => {
  const header = Buffer.alloc(8);
  header.writeInt32LE(id, 0);
  header.writeInt32LE(body.length / 2, 4);
  return header.toString('hex') + body;
};
const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

interface ConnectionBench {
  readonly clock: VirtualClock;
  readonly connection: ClientConnection;
  /** What was done to the link. */
  readonly done: string[];
  /** What the owner heard. */
  readonly heard: string[];
  /** What the owner does at a frame. */
  onFrame: (id: number) => void;
}

const createBench = (options: MockServerOptions = {}): ConnectionBench => {
  const clock = new VirtualClock();
  const resolved = resolveOptions(options, clock);
  const done: string[] = [];
  const heard: string[] = [];
  const link: Link = {
    kind: 'memory',
    peerName: 'test',
    send: (bytes) => done.push(`send ${hexOf(bytes)}`),
    end: (code) => done.push(code === undefined ? 'end' : `end ${code}`),
    reset: () => done.push('reset'),
    pause: () => done.push('pause'),
    resume: () => done.push('resume'),
    bufferedBytes: 0,
  };
  const connection = new ClientConnection(
    link,
    { clock, codec: new Codec(resolved), options: resolved },
    {
      onFrame: (id, bytes, start, end) => {
        heard.push(`frame ${id} ${hexOf(bytes.subarray(start, end))}`);
        bench.onFrame(id);
      },
      onHeartbeat: () => heard.push('heartbeat'),
      onSent: () => {},
      onOffline: (reason, error) => heard.push(`offline ${reason}${error === undefined ? '' : ` ${error.message}`}`),
      onClosed: () => heard.push('closed'),
    },
  );
  const bench: ConnectionBench = { clock, connection, done, heard, onFrame: () => {} };
  return bench;
};

describe('ClientConnection', () => {
  it('writes all that one piece of bytes caused at once', () => {
    const bench = createBench();
    bench.onFrame = (id) => void bench.connection.send(bytesOf(frame(id)));
    bench.connection.onBytes(bytesOf(frame(1) + HEART + frame(2)));
    expect(bench.done).toEqual([`send ${frame(1)}${HEART}${frame(2)}`]);
    bench.connection.send(bytesOf(frame(3)));
    expect(bench.done).toHaveLength(2);
  });

  it('writes earlier when much has gathered', () => {
    const bench = createBench();
    const large = new Uint8Array(40_000);
    bench.onFrame = () => void bench.connection.send(large);
    bench.connection.onBytes(bytesOf(frame(1).repeat(3)));
    expect(bench.done.map((line) => line.length)).toEqual([5 + 160_000, 5 + 80_000]);
  });

  it('ends once: the first reason counts, and only the end of the link comes behind it', () => {
    const { connection, done, heard } = createBench();
    connection.endWith('idle');
    connection.sayQuit('kicked');
    connection.onEnd();
    connection.onBytes(bytesOf(HEART));
    expect(connection.send(bytesOf(HEART))).toBe(false);
    connection.onClose('fin');
    connection.onClose('reset');
    connection.cut('reset');
    expect(done).toEqual(['end']);
    expect(heard).toEqual(['offline idle', 'closed']);
  });

  it('hands over what it owes before it ends in good order, but not when it breaks', () => {
    const ending = createBench();
    ending.onFrame = () => {
      ending.connection.send(bytesOf(frame(7)));
      ending.connection.sayQuit('kicked');
    };
    ending.connection.onBytes(bytesOf(frame(1)));
    expect(ending.done).toEqual([`send ${frame(7)}${QUIT}`, 'end']);
    const breaking = createBench();
    breaking.onFrame = () => {
      breaking.connection.send(bytesOf(frame(7)));
      breaking.connection.cut('reset');
    };
    breaking.connection.onBytes(bytesOf(frame(1) + frame(2)));
    expect(breaking.done).toEqual(['reset']);
    expect(breaking.heard).toEqual([`frame 1 `, 'offline reset']);
  });

  it('breaks a link that does not close in time, and disarms its timer when it does', async () => {
    const late = createBench({ closeTimeoutMs: 50 });
    late.connection.endWith('fin');
    await late.clock.advance(49);
    expect(late.done).toEqual(['end']);
    await late.clock.advance(1);
    expect(late.done).toEqual(['end', 'reset']);
    late.connection.onClose('reset');
    expect(late.heard).toEqual(['offline fin', 'closed']);
    const inTime = createBench();
    inTime.connection.endWith('fin');
    inTime.connection.onClose('fin');
    expect(inTime.clock.armedCount).toBe(0);
  });

  it('ends with WebSocket code 1002 when the bytes are wrong, also those that came while it was stalled', () => {
    const bench = createBench();
    bench.connection.stall();
    bench.connection.onBytes(bytesOf(`${frame(1)}00000000ffffffff`));
    bench.connection.resume();
    expect(bench.done).toEqual(['pause', 'end 1002']);
    expect(bench.heard).toEqual(['frame 1 ', expect.stringMatching(/^offline protocolError \[BAD_LENGTH\]/)]);
  });

  it('takes whatever a handler throws for the end of this client, not of the server', () => {
    const bench = createBench();
    bench.onFrame = () => {
      throw 'no error at all';
    };
    bench.connection.onBytes(bytesOf(frame(1)));
    expect(bench.heard.at(-1)).toMatch(/^offline protocolError \[BAD_BODY\]/);
  });

  it('holds while stalled what comes anyhow, in order, and sends at the end of the stall what was sent in it', () => {
    const bench = createBench();
    bench.onFrame = (id) => {
      if (id === 2) bench.connection.stall();
    };
    bench.connection.onBytes(bytesOf(frame(1) + frame(2) + frame(3, 'aabb') + frame(4).slice(0, 4)));
    bench.connection.onBytes(bytesOf(frame(4).slice(4)));
    bench.connection.send(bytesOf(frame(9)));
    bench.connection.onEnd();
    bench.connection.onClose('fin');
    expect(bench.heard).toEqual(['frame 1 ', 'frame 2 ']);
    expect(bench.done).toEqual(['pause']);
    bench.connection.resume();
    expect(bench.heard).toEqual(['frame 1 ', 'frame 2 ', 'frame 3 aabb', 'frame 4 ', 'offline fin', 'closed']);
    expect(bench.done.slice(0, 3)).toEqual(['pause', `send ${frame(9)}`, 'end']);
    expect(bench.clock.armedCount).toBe(0);
  });

  it('sees the end of a link that closed while it was stalled, when it is ended by hand', async () => {
    const bench = createBench();
    bench.connection.stall();
    bench.connection.onBytes(bytesOf(frame(1)));
    bench.connection.onClose('reset');
    bench.connection.cut('kicked');
    await null;
    expect(bench.heard).toEqual(['offline kicked', 'closed']);
    expect(bench.clock.armedCount).toBe(0);
  });

  it('does not count the time of a stall against a frame', async () => {
    const bench = createBench({ frameTimeoutMs: 100 });
    bench.connection.onBytes(bytesOf(frame(1).slice(0, 6)));
    await bench.clock.advance(90);
    bench.connection.stall();
    expect(bench.clock.armedCount).toBe(0);
    await bench.clock.advance(5000);
    bench.connection.resume();
    await bench.clock.advance(99);
    expect(bench.connection.isOnline).toBe(true);
    await bench.clock.advance(1);
    expect(bench.heard).toEqual([expect.stringContaining('FRAME_TIMEOUT')]);
  });

  it('drops a client for which too much waits, and counts what it holds back itself with what it costs', () => {
    const bench = createBench({ maxQueuedBytesPerClient: 700 });
    bench.connection.stall();
    expect(bench.connection.send(new Uint8Array(60))).toBe(true);
    expect(bench.connection.send(new Uint8Array(60))).toBe(true);
    expect(bench.connection.bufferedBytes).toBe(120);
    expect(bench.connection.send(new Uint8Array(60))).toBe(false);
    expect(bench.heard).toEqual(['offline slow']);
    expect(bench.done).toEqual(['pause', 'resume', 'reset']);
  });

  it('drops a client that sends on while stalled, when its link does not stop it', () => {
    const bench = createBench({ maxQueuedBytesPerClient: 700 });
    bench.connection.stall();
    for (let i = 0; i < 5; i++) bench.connection.onBytes(new Uint8Array(1));
    expect(bench.connection.isOnline).toBe(true);
    bench.connection.onBytes(new Uint8Array(1));
    expect(bench.heard).toEqual(['offline flooding [FLOODING] more than 1400 bytes came while it was stalled']);
    expect(bench.done).toEqual(['pause', 'resume', 'reset']);
  });

  it('reads nothing behind the frame that was one too many', () => {
    const bench = createBench({ maxFramesPerSecondPerClient: 2 });
    bench.connection.onBytes(bytesOf(frame(5) + frame(6) + frame(7) + frame(8)));
    expect(bench.heard).toEqual([
      'frame 5 ',
      'frame 6 ',
      'offline flooding [FLOODING] more than 2 frames came within a second',
    ]);
    expect(bench.done).toEqual(['reset']);
  });
});
