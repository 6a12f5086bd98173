import { defineFrameLayout, FRAME_LAYOUTS } from '@netmgr/client/protocol';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../test/support/hex.ts';
import { FrameCursor } from './frame-cursor.ts';

const FRAME = 'e903000004000000aabbccdd';
const EMPTY = 'e703000000000000';

const stateOf = ({ offset, frameBytes, isBetweenFrames }: FrameCursor): string =>
  `${offset}/${frameBytes ?? '?'}${isBetweenFrames ? ' between' : ''}`;

describe('FrameCursor', () => {
  it('stops behind each header and each frame, and knows id and length', () => {
    const cursor = new FrameCursor(FRAME_LAYOUTS.unity);
    const bytes = fromHex(FRAME + EMPTY);
    const stops: string[] = [];
    for (let at = 0; at < bytes.length; ) {
      at = cursor.take(bytes, at, bytes.length);
      stops.push(`${at}: ${cursor.id} ${stateOf(cursor)}`);
    }
    expect(stops).toEqual(['8: 1001 8/12', '12: 1001 12/12 between', '20: 999 8/8 between']);
  });

  it('is at the same place however the stream was cut', () => {
    const stream = FRAME + EMPTY + FRAME;
    const skimTo = (cuts: readonly string[]): string => {
      const cursor = new FrameCursor(FRAME_LAYOUTS.unity);
      for (const piece of cuts) cursor.skim(fromHex(piece));
      return stateOf(cursor);
    };
    for (let end = 0; end <= stream.length; end += 2) {
      const whole = skimTo([stream.slice(0, end)]);
      for (let at = 0; at <= end; at += 2) expect(skimTo([stream.slice(0, at), stream.slice(at, end)])).toBe(whole);
    }
  });

  it('takes at most what it is allowed to', () => {
    const cursor = new FrameCursor(FRAME_LAYOUTS.unity);
    expect([cursor.take(fromHex(FRAME), 0, 5), stateOf(cursor)]).toEqual([5, '5/?']);
    expect([cursor.take(fromHex(FRAME), 5, 10), stateOf(cursor)]).toEqual([8, '8/12']);
    expect([cursor.take(fromHex(FRAME), 8, 10), stateOf(cursor)]).toEqual([10, '10/12']);
  });

  it.each([
    [
      defineFrameLayout({ order: 'length-first', id: 'u8', length: 'u16', byteOrder: 'big', lengthCounts: 'frame' }),
      '000509aabb',
    ],
    [defineFrameLayout({ id: 'u16', length: 'u24', lengthCounts: 'id+body' }), '0900040000aabb'],
    [defineFrameLayout({ order: 'length-only', length: 'u8' }), '02aabb'],
  ])('reads other layouts: %#', (layout, frame) => {
    const cursor = new FrameCursor(layout);
    cursor.skim(fromHex(frame.slice(0, -2)));
    expect([cursor.isBetweenFrames, cursor.frameBytes]).toEqual([false, frame.length / 2]);
    cursor.skim(fromHex(frame.slice(-2)));
    expect([cursor.isBetweenFrames, cursor.id]).toEqual([true, layout.idBytes === 0 ? 0 : 9]);
  });

  it('is lost for good behind a negative length', () => {
    const cursor = new FrameCursor(FRAME_LAYOUTS.unity);
    cursor.skim(fromHex('e9030000f8ffffff'));
    expect([cursor.isLost, cursor.isInHeader]).toEqual([true, false]);
    cursor.skim(fromHex(FRAME));
    expect(cursor.isLost).toBe(true);
    const copy = cursor.behind(3);
    expect(copy.isLost).toBe(true);
  });

  it('makes copies that are ahead of the stream by bytes to come, and go their own way', () => {
    const cursor = new FrameCursor(FRAME_LAYOUTS.unity);
    cursor.skim(fromHex(FRAME.slice(0, 10)));
    const copy = cursor.behind(7);
    expect([copy.isLeading, copy.isInHeader, stateOf(copy)]).toEqual([true, false, '5/?']);
    copy.skim(fromHex('00'.repeat(7)));
    expect([copy.isLeading, copy.isInHeader]).toEqual([false, true]);
    copy.skim(fromHex(FRAME.slice(10)));
    expect([stateOf(copy), stateOf(cursor)]).toEqual(['12/12 between', '5/?']);
  });
});
