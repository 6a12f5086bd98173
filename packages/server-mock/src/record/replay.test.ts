import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHop } from '../link/hop.ts';
import type { Link } from '../link/link.ts';
import { MemoryNetwork } from '../link/memory-transport.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { MemorySink } from './memory-sink.ts';
import { recordTransport } from './record-transport.ts';
import { Recorder } from './recorder.ts';
import { type Recording, readRecording } from './recording.ts';
import { replayClient } from './replay-client.ts';
import { createReplayServer } from './replay-server.ts';

interface Piece {
  readonly direction: 'up' | 'down';
  readonly bytes: Uint8Array;
  readonly gapMs: number;
}

const pieces = fc.array(
  fc.record<Piece>({
    direction: fc.constantFrom('up', 'down'),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
    gapMs: fc.constantFrom(0, 0, 1, 16.625, 250),
  }),
  { minLength: 1, maxLength: 30 },
);

/** Writes a recording by hand, in which two sides exchange these pieces and end. */
const recordPieces = async (all: readonly Piece[]): Promise<Recording> => {
  const clock = new VirtualClock();
  const sink = new MemorySink();
  const recorder = new Recorder({ clock, sink });
  const line = recorder.begin();
  line.dial();
  line.open();
  for (const { direction, bytes, gapMs } of all) {
    await clock.advance(gapMs);
    line.bytes(direction, bytes);
  }
  line.end('up');
  line.end('down');
  await recorder.close();
  return readRecording(sink.bytes);
};

const hexOf = (all: readonly Piece[], direction: 'up' | 'down'): string =>
  all
    .filter((piece) => piece.direction === direction)
    .map(({ bytes }) => Buffer.from(bytes).toString('hex'))
    .join('');

/** Lets the replay of the server's side talk to the replay of the client's side, and lists what passed and when. */
const playBoth = async (recording: Recording, speed: number): Promise<Recording> => {
  const clock = new VirtualClock();
  const server = createReplayServer({ clock, recording, speed });
  const sink = new MemorySink();
  const recorder = new Recorder({ clock, sink });
  const client = replayClient({ clock, recording, speed, transport: recordTransport(server.transport, recorder) });
  await clock.advance(60_000);
  await client.done;
  expect([...client.mismatches, ...server.mismatches]).toEqual([]);
  expect([client.armedTimers, server.armedTimers, server.openLinks, clock.armedCount]).toEqual([0, 0, 0, 0]);
  await recorder.close();
  return readRecording(sink.bytes);
};

const piecesOf = ({ events }: Recording): (Piece & { readonly at: number })[] =>
  events
    .filter((event) => event.kind === 'bytes')
    .map(({ direction, bytes, at }) => ({ direction, bytes, at, gapMs: 0 }));

const timeline = (recording: Recording): string[] =>
  piecesOf(recording)
    .map(({ direction, bytes, at }) => `${at} ${direction} ${Buffer.from(bytes).toString('hex')}`)
    .toSorted();

describe('what is recorded', () => {
  it('is replayed by both sides byte for byte, each piece at its time, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (all) => {
        const recording = await recordPieces(all);
        const again = await playBoth(recording, 1);
        expect(timeline(again)).toEqual(timeline(recording));
        for (const direction of ['up', 'down'] as const) {
          expect(hexOf(piecesOf(again), direction)).toBe(hexOf(all, direction));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is replayed byte for byte without any waiting at infinite speed, each side only waiting for the other', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (all) => {
        const again = await playBoth(await recordPieces(all), Number.POSITIVE_INFINITY);
        expect(again.events.at(-1)?.at).toBe(0);
        for (const direction of ['up', 'down'] as const) {
          expect(hexOf(piecesOf(again), direction)).toBe(hexOf(all, direction));
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** A network of which the test holds the server's end. */
const openNetwork = async (clock: VirtualClock): Promise<{ network: MemoryNetwork; links: Link[] }> => {
  const network = new MemoryNetwork(createHop(clock));
  const links: Link[] = [];
  await network.open((link) => {
    links.push(link);
    return { onBytes: () => {}, onEnd: () => link.end(), onViolation: () => {}, onClose: () => {} };
  });
  return { network, links };
};

const textOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const question = (gapMs: number): readonly Piece[] => [
  { direction: 'up', bytes: textOf('ask'), gapMs: 0 },
  { direction: 'down', bytes: textOf('answer'), gapMs },
  { direction: 'up', bytes: textOf('thanks'), gapMs: 10 },
];

describe('replayClient', () => {
  it('waits for the server as long as patienceMs, shifts what follows, and then tells that it was late', async () => {
    const clock = new VirtualClock();
    const { network, links } = await openNetwork(clock);
    const recording = await recordPieces(question(100));
    const replay = replayClient({ clock, recording, transport: network.transport, patienceMs: 500 });
    const silent = replayClient({ clock, recording, transport: network.transport, patienceMs: 500 });
    await clock.advance(400);
    links[0]?.send(textOf('answer'));
    await clock.advance(0);
    expect(replay.armedTimers).toBe(1);
    await clock.advance(9);
    expect(replay.armedTimers).toBe(1);
    await clock.advance(1);
    await replay.done;
    expect(replay.mismatches).toEqual([]);
    await clock.advance(189);
    expect(silent.mismatches).toEqual([]);
    await clock.advance(1);
    await silent.done;
    expect(silent.mismatches.map(({ kind }) => kind)).toEqual(['late', 'missing']);
    expect(clock.armedCount).toBe(0);
  });

  it('tells where the server sends something else or something more', async () => {
    const clock = new VirtualClock();
    const { network, links } = await openNetwork(clock);
    const recording = await recordPieces(question(100));
    const other = replayClient({ clock, recording, transport: network.transport });
    const more = replayClient({ clock, recording, transport: network.transport });
    await clock.advance(0);
    links[0]?.send(textOf('ansWer'));
    links[1]?.send(textOf('answer!'));
    await clock.advance(1_000);
    await Promise.all([other.done, more.done]);
    expect(other.mismatches).toMatchObject([{ kind: 'different', connection: 1, offset: 3 }]);
    expect(more.mismatches).toMatchObject([{ kind: 'extra', connection: 1, offset: 6 }]);
    expect(clock.armedCount).toBe(0);
  });

  it('dials a connection only when those are over that were over before it, also at infinite speed', async () => {
    const clock = new VirtualClock();
    const sink = new MemorySink();
    const recorder = new Recorder({ clock, sink });
    for (let i = 0; i < 3; i++) {
      const line = recorder.begin();
      line.dial();
      line.open();
      await clock.advance(10);
      line.bytes('down', textOf('hello'));
      line.end('down');
      line.end('up');
    }
    await recorder.close();
    const { network, links } = await openNetwork(clock);
    const recording = readRecording(sink.bytes);
    const replay = replayClient({ clock, recording, transport: network.transport, speed: Number.POSITIVE_INFINITY });
    for (let i = 1; i <= 3; i++) {
      await clock.advance(100);
      expect(links.length).toBe(i);
      links[i - 1]?.send(textOf('hello'));
      links[i - 1]?.end();
    }
    await clock.advance(0);
    await replay.done;
    expect(replay.mismatches).toEqual([]);
  });

  it('refuses a speed or patience that is none', async () => {
    const clock = new VirtualClock();
    const recording = await recordPieces(question(1));
    for (const wrong of [{ speed: 0 }, { speed: -1 }, { speed: Number.NaN }, { patienceMs: -1 }]) {
      expect(() => createReplayServer({ clock, recording, ...wrong })).toThrow(/BAD_OPTION/);
    }
  });
});
