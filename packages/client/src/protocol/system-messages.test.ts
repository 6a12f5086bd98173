import { describe, expect, it } from 'vitest';
import { createFrameEncoder } from './frame-encoder.ts';
import { decodeBody } from './message-type.ts';
import { createHeartMsg, createQuitMsg, DEFAULT_SYSTEM_IDS, reservedIds } from './system-messages.ts';

describe('system messages', () => {
  it('are empty frames', () => {
    const hexOf = (type: ReturnType<typeof createHeartMsg>): string =>
      Buffer.from(createFrameEncoder().encode(type, undefined)).toString('hex');
    expect(hexOf(createHeartMsg())).toBe('e703000000000000');
    expect(hexOf(createQuitMsg())).toBe('eb03000000000000');
    expect(hexOf(createHeartMsg(8888))).toBe('b822000000000000');
  });

  it('refuse a body', () => {
    expect(decodeBody(createHeartMsg(), new Uint8Array(0))).toBe(undefined);
    expect(() => decodeBody(createQuitMsg(), new Uint8Array(3))).toThrow(
      '[TRAILING_BYTES] QuitMsg: 3 bytes after the last field',
    );
  });

  it('refuse ids that are no ints', () => {
    expect(() => createHeartMsg(2 ** 31)).toThrow('[BAD_MESSAGE_TYPE] HeartMsg: id 2147483648 is not an int');
    expect(() => createQuitMsg(0.5)).toThrow('[BAD_MESSAGE_TYPE] QuitMsg: ');
  });

  it('reserve their ids', () => {
    expect([...reservedIds(DEFAULT_SYSTEM_IDS)]).toEqual([
      [999, 'HeartMsg'],
      [1003, 'QuitMsg'],
    ]);
    expect([...reservedIds({ heart: 0, quit: -1 }).keys()]).toEqual([0, -1]);
  });

  it.each([
    { heart: 5, quit: 5 },
    { heart: 2 ** 31, quit: 1 },
    { heart: 1, quit: 1.5 },
    { heart: Number.NaN, quit: 1 },
    { heart: '999' as unknown as number, quit: 1 },
  ])('cannot have the ids %o', (ids) => {
    expect(() => reservedIds(ids)).toThrow(
      `[BAD_OPTION] systemIds: ${ids.heart} and ${ids.quit} are not two different ints`,
    );
  });
});
