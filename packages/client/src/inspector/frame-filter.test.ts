import { describe, expect, it } from 'vitest';
import { t } from '../protocol/field-types.ts';
import { FRAME_LAYOUTS } from '../protocol/frame-layout.ts';
import { decodeBody, defineMessage } from '../protocol/message-type.ts';
import { createFrameFilter, type FilterQuery } from './frame-filter.ts';
import type { LoggedFrame } from './frame-log.ts';
import { FrameReader } from './frame-reading.ts';

const PlayerMsg = defineMessage(1001, 'PlayerMsg', { name: t.short });

const reader = new FrameReader({
  clock: { now: () => 0, after: () => () => {} },
  layout: FRAME_LAYOUTS.unity,
  systemIds: { heart: 999, quit: 1003 },
  typeOf: (id) => (id === 1001 ? PlayerMsg : undefined),
  decode: (type, body) => decodeBody(type, body),
});

const frame = (direction: 'in' | 'out', id: number, ...bytes: number[]): LoggedFrame => ({
  seq: 0,
  at: 0,
  connection: 1,
  direction,
  id,
  length: bytes.length,
  body: Uint8Array.from(bytes),
});

const FRAMES = [
  frame('in', 1001, 42, 0),
  frame('out', 1001, 7, 0),
  frame('in', 10, 0xca, 0xfe),
  frame('out', 999),
  frame('in', 1003),
];

const passing = (query: Partial<FilterQuery>): number[] => {
  const filter = createFrameFilter({ text: '', ...query }, reader, (id) => id === 999 || id === 1003);
  return FRAMES.flatMap((each, i) => (filter === undefined || filter(each) ? [i] : []));
};

describe('createFrameFilter', () => {
  it('makes none of a query that asks for nothing', () => {
    expect(createFrameFilter({ text: '  - ' }, reader, () => false)).toBeUndefined();
  });

  it.each([
    ['id:1001', [0, 1]],
    ['id:10', [2]],
    ['name:PLAYER', [0, 1]],
    ['name:heart', [3]],
    ['player 42', [0]],
    ['ca fe', [2]],
    ['-player', [2, 3, 4]],
    ['-id:1001 -id:999', [2, 4]],
    ['nothing', []],
    ['id:', []],
  ])('finds by "%s"', (text, found) => {
    expect(passing({ text })).toEqual(found);
  });

  it('finds by direction, and without what the SDK says itself', () => {
    expect(passing({ direction: 'in' })).toEqual([0, 2, 4]);
    expect(passing({ direction: 'out', hidesSystem: true })).toEqual([1]);
    expect(passing({ hidesSystem: true, text: 'player' })).toEqual([0, 1]);
  });
});
