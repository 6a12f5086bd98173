import { describe, expect, it } from 'vitest';
import { FrameLog, type LoggedFrame } from './frame-log.ts';

const frame = (id: number, length = 0): Omit<LoggedFrame, 'seq'> => ({
  at: id,
  connection: 1,
  direction: 'in',
  id,
  length,
  body: new Uint8Array(length).fill(id),
});

const idsOf = (log: FrameLog): number[] => log.toArray().map(({ id }) => id);

describe('FrameLog', () => {
  it('keeps the last frames in order, and numbers all that came', () => {
    const log = new FrameLog({ maxFrames: 3, maxBytes: 100 });
    for (let id = 1; id <= 5; id++) log.add(frame(id));
    expect(idsOf(log)).toEqual([3, 4, 5]);
    expect(log.toArray().map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect([log.length, log.nextSeq]).toEqual([3, 5]);
  });

  it('keeps no more bytes than allowed: the oldest frames give way', () => {
    const log = new FrameLog({ maxFrames: 10, maxBytes: 100 });
    for (let id = 1; id <= 4; id++) log.add(frame(id, 30));
    expect(idsOf(log)).toEqual([2, 3, 4]);
    expect(log.bytes).toBe(90);
    log.add(frame(5, 100));
    expect(idsOf(log)).toEqual([5]);
    expect(log.bytes).toBe(100);
  });

  it('cuts a body that is larger than all that may be kept', () => {
    const log = new FrameLog({ maxFrames: 10, maxBytes: 8 });
    log.add(frame(1, 20));
    const [kept] = log.toArray();
    expect([kept?.body.length, kept?.length, log.bytes]).toEqual([8, 20, 8]);
  });

  it('forgets all when cleared, and goes on counting', () => {
    const log = new FrameLog({ maxFrames: 2, maxBytes: 100 });
    for (let id = 1; id <= 3; id++) log.add(frame(id, 5));
    log.clear();
    expect([log.length, log.bytes, log.nextSeq]).toEqual([0, 0, 3]);
    log.add(frame(9));
    expect(log.toArray().map(({ id, seq }) => [id, seq])).toEqual([[9, 3]]);
  });
});
