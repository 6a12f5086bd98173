import { defineFrameLayout, type FrameLayout } from '@netmgr/client/protocol';
import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { FaultBoard } from './fault-board.ts';
import { type SplitOptions, split } from './split.ts';
import { stall } from './stall.ts';

const FRAME = 'e903000004000000aabbccdd';
const EMPTY = 'e703000000000000';

const createBench = (layout?: FrameLayout): FaultBench<FaultBoard> =>
  createFaultBench((options) => new FaultBoard(options), layout === undefined ? {} : { layout });

const cut = (options: SplitOptions, pieces: readonly string[], layout?: FrameLayout): string[] => {
  const { board, connect } = createBench(layout);
  board.add(split(options));
  const line = connect();
  for (const piece of pieces) line.up(piece);
  expect(line.arrived('>')).toBe(pieces.join(''));
  return line.log.map((each) => each.slice('0 > '.length));
};

describe('split', () => {
  it('cuts behind every so many bytes of the stream, and never joins', () => {
    expect(cut({ bytes: 3 }, ['01020304050607'])).toEqual(['010203', '040506', '07']);
    expect(cut({ bytes: 3 }, ['0102', '0304050607'])).toEqual(['0102', '03', '040506', '07']);
    expect(cut({ bytes: 1 }, ['0102', '03'])).toEqual(['01', '02', '03']);
  });

  it('cuts behind random numbers of bytes, within their bounds, the same for the same seed', () => {
    const stream = Array.from({ length: 200 }, (_, i) => i.toString(16).padStart(2, '0')).join('');
    const pieces = cut({ random: [2, 5] }, [stream]);
    const lengths = pieces.slice(0, -1).map((piece) => piece.length / 2);
    expect([...new Set(lengths)].sort()).toEqual([2, 3, 4, 5]);
    expect(cut({ random: [2, 5] }, [stream])).toEqual(pieces);
  });

  it('cuts at each named place of every frame', () => {
    expect(cut({ at: ['id'] }, [FRAME + FRAME])).toEqual(['e903', '000004000000aabbccdde903', '000004000000aabbccdd']);
    expect(cut({ at: ['length'] }, [FRAME])).toEqual(['e90300000400', '0000aabbccdd']);
    expect(cut({ at: ['header'] }, [FRAME])).toEqual(['e903000004000000', 'aabbccdd']);
    expect(cut({ at: ['body'] }, [FRAME])).toEqual(['e903000004000000aabb', 'ccdd']);
    expect(cut({ at: ['end'] }, [FRAME + EMPTY + FRAME])).toEqual([FRAME, EMPTY, FRAME]);
    expect(cut({ at: ['body', 'header', 'end', 'id', 'length'] }, [FRAME + EMPTY])).toEqual([
      'e903',
      '00000400',
      '0000',
      'aabb',
      'ccdd',
      'e703',
      '00000000',
      '0000',
    ]);
  });

  it('finds the places however the stream was cut before', () => {
    const stream = FRAME + EMPTY + FRAME;
    const places = ['header', 'body', 'end'] as const;
    const bytes = stream.match(/../g)!;
    expect(cut({ at: places }, bytes)).toEqual(bytes);
    for (let at = 2; at < stream.length; at += 2) {
      const pieces = cut({ at: places }, [stream.slice(0, at), stream.slice(at)]);
      const cuts = [16, 20, 24, 40, 56, 60].concat(at).sort((one, other) => one - other);
      expect(pieces.length).toBe(new Set(cuts).size + 1);
    }
  });

  it('knows other layouts, and leaves places that they do not have', () => {
    const short = defineFrameLayout({
      order: 'length-first',
      id: 'u8',
      length: 'u16',
      byteOrder: 'big',
      lengthCounts: 'frame',
    });
    expect(cut({ at: ['length', 'id', 'body', 'end'] }, ['000709aabbccdd'], short)).toEqual([
      '00',
      '07',
      '09aabb',
      'ccdd',
    ]);
    const bare = defineFrameLayout({ order: 'length-only', length: 'u8' });
    expect(cut({ at: ['id', 'length', 'end'] }, ['02aabb01cc'], bare)).toEqual(['02aabb', '01cc']);
  });

  it('lets a stream that is none of frames through whole', () => {
    expect(cut({ at: ['header', 'end'] }, ['00000000ffffffff', '01020304050607080910'])).toEqual([
      '00000000ffffffff',
      '01020304050607080910',
    ]);
  });

  it('knows where it is when it is added in the middle of a frame', () => {
    const { board, connect } = createBench();
    const line = connect();
    line.up(FRAME.slice(0, 6));
    board.add(split({ at: ['header'] }));
    line.up(FRAME.slice(6) + FRAME);
    expect(line.log.map((each) => each.slice(4))).toEqual([
      'e90300',
      '0004000000',
      'aabbccdde903000004000000',
      'aabbccdd',
    ]);
  });

  it('knows where it is when it is added behind bytes that are held', async () => {
    const { clock, board, connect } = createBench();
    const hold = board.add(stall());
    const line = connect();
    for (const piece of [FRAME + EMPTY, FRAME.slice(0, 6)]) line.up(piece);
    board.add(split({ at: ['end'] }));
    line.up(FRAME.slice(6) + EMPTY);
    hold.remove();
    await clock.advance(0);
    expect(line.log.map((each) => each.slice(4))).toEqual([FRAME + EMPTY, 'e90300', FRAME.slice(6), EMPTY]);
  });

  it('spaces its pieces, also across what comes later, and lets ends wait behind them', async () => {
    const { clock, board, connect } = createBench();
    board.add(split({ bytes: 2, gapMs: 10 }), { direction: 'up' });
    const line = connect();
    line.up('01020304');
    await clock.advance(5);
    line.up('0506');
    line.endUp();
    await clock.advance(100);
    expect(line.log).toEqual(['0 > 0102', '10 > 0304', '20 > 0506', '20 > end']);
  });

  it('lets all go on at once when it is removed', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(split({ bytes: 1, gapMs: 1000 }), { direction: 'up' });
    const line = connect();
    line.up('010203');
    fault.remove();
    await clock.advance(0);
    expect(line.log).toEqual(['0 > 01', '0 > 02', '0 > 03']);
  });

  it.each([
    {},
    { bytes: 0 },
    { bytes: 1, random: [1, 2] },
    { random: [3, 2] },
    { random: [0, 2] },
    { at: ['tail'] },
    { bytes: 1, gapMs: -1 },
  ])('refuses %o', (options) => {
    expect(() => split(options as SplitOptions)).toThrow(/\[BAD_OPTION\] split/);
  });
});
