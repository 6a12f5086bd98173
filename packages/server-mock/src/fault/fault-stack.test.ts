import type { Clock } from '@netmgr/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultLine } from '../../../../test/support/fault-bench.ts';
import { bandwidth } from './bandwidth.ts';
import { coalesce } from './coalesce.ts';
import type { Fault } from './fault.ts';
import { FaultBoard } from './fault-board.ts';
import { halfOpen } from './half-open.ts';
import type { InstalledFault } from './installed-fault.ts';
import { latency } from './latency.ts';
import { limitBytes } from './limit-bytes.ts';
import { muteHeartbeat } from './mute-heartbeat.ts';
import { reset } from './reset.ts';
import type { FaultOptions } from './resolve-fault-options.ts';
import { slowClose } from './slow-close.ts';
import { slowReader } from './slow-reader.ts';
import { split } from './split.ts';
import { stall } from './stall.ts';
import { truncate } from './truncate.ts';

// Any stack of faults, added and removed at any time while both sides talk, ping and end as they like: what arrives is the front of what
// was sent, byte for byte, and in the end nothing is left, be timers on time or, as those of hosts, a little early. Only `corrupt` is not among them.

const MAX_HELD_BYTES = 2000;
const MAX_PIECE_BYTES = 300;

const int = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** Faults that delay and cut, and in the end let everything through. */
const gentle: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ ms: int(0, 50), jitterMs: int(0, 50) }).map(latency),
  fc.record({ bytesPerSecond: int(100, 100_000), bufferBytes: int(0, 500) }).map(bandwidth),
  fc.record({ bytesPerSecond: int(0, 10_000), everyMs: int(1, 50), windowBytes: int(0, 500) }).map(slowReader),
  int(1, 100).map((bytes) => coalesce({ bytes })),
  int(0, 50).map((ms) => coalesce({ ms })),
  fc.record({ bytes: int(1, 50), gapMs: int(0, 5) }).map(split),
  fc.tuple(int(1, 10), int(10, 50)).map((random) => split({ random })),
  fc
    .subarray(['id', 'length', 'header', 'body', 'end'] as const, { minLength: 1 })
    .map((at) => split({ at, gapMs: at.length })),
  int(0, 50).map((ms) => slowClose({ ms })),
  fc.constant(stall()),
  fc.constant(muteHeartbeat()),
);

/** Faults that end a connection, or let it die. */
const deadly: fc.Arbitrary<Fault> = fc.oneof(
  fc.constant(halfOpen()),
  fc.record({ bytes: int(0, 1000), how: fc.constantFrom('fin', 'reset') }).map(limitBytes),
  fc.record({ afterMs: int(0, 200), afterBytes: int(0, 1000) }).map(reset),
  fc.record({ afterFrames: int(0, 10), at: fc.constantFrom('id', 'length', 'header', 'body') }).map(truncate),
);

const options: fc.Arbitrary<FaultOptions> = fc.record(
  {
    direction: fc.constantFrom('up', 'down', 'both'),
    probability: fc.constantFrom(1, 0.5),
    afterMs: int(0, 50),
    durationMs: int(0, 100),
  },
  { requiredKeys: [] },
);

type Step =
  | { readonly what: 'up' | 'down'; readonly bytes: number }
  | { readonly what: 'pingUp' | 'pingDown' }
  | { readonly what: 'pass'; readonly ms: number }
  | { readonly what: 'add'; readonly fault: Fault; readonly options: FaultOptions }
  | { readonly what: 'remove'; readonly index: number }
  | { readonly what: 'hurry' | 'endUp' | 'endDown' | 'resetDown' | 'closeFin' | 'closeReset' };

const talk: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ what: fc.constantFrom('up', 'down'), bytes: int(1, MAX_PIECE_BYTES) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('pingUp', 'pingDown') }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('pass'), ms: int(0, 40) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('remove'), index: fc.nat(9) }) },
);
const add = (fault: fc.Arbitrary<Fault>): fc.Arbitrary<Step> => fc.record({ what: fc.constant('add'), fault, options });
const end: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('hurry', 'endUp', 'endDown', 'resetDown', 'closeFin', 'closeReset'),
});

/** An endless row of frames, none of which is a heartbeat: every part of it differs from its surroundings. */
const createStream = (salt: number): ((from: number, to: number) => string) => {
  let text = '';
  let count = 0;
  return (from, to) => {
    for (; text.length < to * 2; count++) {
      const body = Array.from({ length: (count * 7 + salt) % 23 }, (_, i) => (count * 31 + i * salt) & 0xff);
      const bytes = [1001 & 0xff, 1001 >> 8, 0, 0, body.length, 0, 0, 0, ...body];
      text += bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
    }
    return text.slice(from * 2, to * 2);
  };
};

/** A clock whose timers fire up to 0.7 ms early. */
const createEarlyClock = (clock: Clock): Clock => ({
  now: () => clock.now(),
  after: (delayMs, fn) => clock.after(Math.max(delayMs - 0.7, Math.min(delayMs, 0.1)), fn),
});

interface Run {
  readonly line: FaultLine;
  readonly sentUp: string;
  readonly sentDown: string;
  readonly mostHeldUp: number;
}

const run = async (seed: number, steps: readonly Step[]): Promise<Run> => {
  const isEarly = seed % 2 === 1;
  const { clock, board, connect } = createFaultBench(
    (given) => new FaultBoard(isEarly ? { ...given, clock: createEarlyClock(given.clock) } : given),
    { seed, maxHeldBytes: MAX_HELD_BYTES },
  );
  const line = connect();
  const faults: InstalledFault[] = [];
  const [upStream, downStream] = [createStream(3), createStream(5)];
  let [up, down, mostHeldUp] = [0, 0, 0];
  let [hasClientEnded, hasServerEnded] = [false, false];
  const take = async (step: Step): Promise<void> => {
    switch (step.what) {
      case 'up':
        // A client that is stopped, or has ended, sends nothing.
        if (hasClientEnded || line.isClosed || !line.isReading) return;
        line.up(upStream(up, up + step.bytes));
        up += step.bytes;
        mostHeldUp = Math.max(mostHeldUp, up - line.arrived('>').length / 2);
        return;
      case 'down':
        if (hasServerEnded) return;
        line.down(downStream(down, down + step.bytes));
        down += step.bytes;
        return;
      case 'pingUp':
        if (!hasClientEnded && !line.isClosed && line.isReading) line.signalUp('ping', 'aa');
        return;
      case 'pingDown':
        return line.link.signal?.({ kind: 'ping', payload: Uint8Array.of(0xbb) });
      case 'pass':
        return clock.advance(step.ms);
      case 'add':
        return void faults.push(board.add(step.fault, step.options));
      case 'remove':
        return faults[step.index]?.remove();
      case 'hurry':
        return board.hurry();
      case 'endUp':
        if (!hasClientEnded && !line.isClosed) line.endUp();
        hasClientEnded = true;
        return;
      case 'endDown':
      case 'resetDown':
        hasServerEnded = true;
        return step.what === 'endDown' ? line.link.end() : line.link.reset();
      case 'closeFin':
        return line.close('fin');
      case 'closeReset':
        return line.close('reset');
    }
  };
  for (const step of steps) await take(step);
  board.clear();
  await clock.advance(0);
  const result = { line, sentUp: upStream(0, up), sentDown: downStream(0, down), mostHeldUp };
  board.close();
  await clock.advance(0);
  expect(clock.armedCount).toBe(0);
  return result;
};

const expectFront = (arrived: string, sent: string): void => {
  expect(sent.slice(0, arrived.length)).toBe(arrived);
};

/** Checks what holds of every line, whatever happened to it. */
const expectLawful = ({ line, sentUp, sentDown }: Run): void => {
  expectFront(line.arrived('>'), sentUp);
  expectFront(line.arrived('<'), sentDown);
  const events = line.log.map((each) => each.slice(each.indexOf(' ') + 1));
  const toServer = events.filter((each) => each.startsWith('>'));
  const toClient = events.filter((each) => each.startsWith('<'));
  expect(toServer.filter((each) => each === '> end').length).toBeLessThanOrEqual(1);
  const closed = toServer.findIndex((each) => each.startsWith('> close'));
  if (closed !== -1) expect(closed).toBe(toServer.length - 1);
  const ended = toServer.indexOf('> end');
  if (ended !== -1) expect(toServer.slice(ended + 1).every((each) => each.startsWith('> close'))).toBe(true);
  const over = toClient.findIndex((each) => each.startsWith('< end') || each === '< reset');
  if (over !== -1) expect(toClient.slice(over + 1).every((each) => each === '< end' || each === '< reset')).toBe(true);
};

describe('any stack of faults', () => {
  it('delivers a front of what was sent, in order, and leaves nothing behind', async () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 10, arbitrary: talk },
        { weight: 3, arbitrary: add(gentle) },
        { weight: 1, arbitrary: add(deadly) },
        { weight: 1, arbitrary: end },
      ),
      { maxLength: 60, size: 'max' },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(), steps, async (seed, list) => {
        const result = await run(seed, list);
        expectLawful(result);
        result.line.close('reset');
        await Promise.resolve();
        expect(result.line.log.filter((each) => each.includes('> close')).length).toBe(1);
      }),
      { numRuns: 400 },
    );
  }, 60_000);

  it('delivers everything in the end, if no fault is deadly and nobody ends', async () => {
    const steps = fc.array(fc.oneof({ weight: 4, arbitrary: talk }, { weight: 1, arbitrary: add(gentle) }), {
      maxLength: 60,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(fc.nat(), steps, async (seed, list) => {
        const { line, sentUp, sentDown, mostHeldUp } = await run(seed, list);
        expect([line.arrived('>'), line.arrived('<')]).toEqual([sentUp, sentDown]);
        expect(mostHeldUp).toBeLessThanOrEqual(MAX_HELD_BYTES + MAX_PIECE_BYTES);
        expect(line.link.bufferedBytes).toBe(0);
        expect(line.isReading).toBe(true);
      }),
      { numRuns: 400 },
    );
  }, 60_000);

  it('repeats itself to the byte and the millisecond for the same seed', async () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: talk },
        { weight: 1, arbitrary: add(gentle) },
        { weight: 1, arbitrary: add(deadly) },
      ),
      { maxLength: 40, size: 'max' },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(), steps, async (seed, list) => {
        const [one, other] = [await run(seed, list), await run(seed, list)];
        expect(one.line.log).toEqual(other.line.log);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
