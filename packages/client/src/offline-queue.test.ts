import { describe, expect, it } from 'vitest';
import { type DropReason, OfflineQueue, type OfflineQueueOptions } from './offline-queue.ts';

const frame = (tag: number, length = 4): Uint8Array => new Uint8Array(length).fill(tag);
const tagsOf = (frames: readonly Uint8Array[]): (number | undefined)[] => frames.map((bytes) => bytes[0]);

/** A queue of three messages and 20 bytes, and what it told as dropped. */
const createQueue = (options: OfflineQueueOptions = {}, onDrop: () => void = () => {}) => {
  const told: string[] = [];
  const bounds = { maxMessages: 3, maxBytes: 20, maxAgeMs: 1000, overflow: 'dropOldest' as const, ...options };
  class ToldQueue extends OfflineQueue {
    override dropped(reason: DropReason, count: number): void {
      if (count === 0) return;
      told.push(`${count} ${reason}`);
      onDrop();
    }
  }
  return { queue: new ToldQueue(bounds), told };
};

describe('OfflineQueue', () => {
  it('gives back what it kept, in order, once', () => {
    const { queue, told } = createQueue();
    for (const tag of [1, 2, 3]) expect(queue.push(frame(tag), 0)).toBe(true);
    expect([queue.queued, queue.queuedBytes]).toEqual([3, 12]);
    expect(tagsOf(queue.take(0))).toEqual([1, 2, 3]);
    expect([queue.queued, queue.queuedBytes, queue.take(0), told]).toEqual([0, 0, [], []]);
  });

  it('lets the oldest go when there are too many', () => {
    const { queue, told } = createQueue();
    for (const tag of [1, 2, 3, 4, 5]) expect(queue.push(frame(tag), 0)).toBe(true);
    expect(tagsOf(queue.take(0))).toEqual([3, 4, 5]);
    expect(told).toEqual(['1 overflow', '1 overflow']);
  });

  it('lets as many of the oldest go as the bytes of a new one need', () => {
    const { queue, told } = createQueue();
    for (const tag of [1, 2, 3]) queue.push(frame(tag, 6), 0);
    expect(queue.push(frame(4, 12), 0)).toBe(true);
    expect(queue.queuedBytes).toBe(18);
    expect(tagsOf(queue.take(0))).toEqual([3, 4]);
    expect(told).toEqual(['2 overflow']);
  });

  it('takes up to its last byte and refuses one more than it can ever hold, which costs nobody else a place', () => {
    const { queue, told } = createQueue();
    expect(queue.push(frame(1, 20), 0)).toBe(true);
    expect(queue.push(frame(2, 21), 0)).toBe(false);
    expect(tagsOf(queue.take(0))).toEqual([1]);
    expect(told).toEqual(['1 overflow']);
  });

  it('keeps nothing when it may keep no messages', () => {
    const { queue, told } = createQueue({ maxMessages: 0 });
    expect(queue.push(frame(1), 0)).toBe(false);
    expect([queue.queued, told]).toEqual([0, ['1 overflow']]);
  });

  it('lets the newest go under dropNewest', () => {
    const { queue, told } = createQueue({ overflow: 'dropNewest' });
    expect([1, 2, 3, 4].map((tag) => queue.push(frame(tag), 0))).toEqual([true, true, true, false]);
    expect(tagsOf(queue.take(0))).toEqual([1, 2, 3]);
    expect(told).toEqual(['1 overflow']);
  });

  it('throws under throw, and keeps what it has', () => {
    const { queue, told } = createQueue({ overflow: 'throw' });
    for (const tag of [1, 2, 3]) queue.push(frame(tag), 0);
    expect(() => queue.push(frame(4), 0)).toThrow('[QUEUE_FULL] 3 messages of 12 bytes wait for a connection');
    expect(tagsOf(queue.take(0))).toEqual([1, 2, 3]);
    expect(told).toEqual([]);
  });

  it('lets go of what is older than its age, when something is added or taken', () => {
    const { queue, told } = createQueue({ overflow: 'throw' });
    queue.push(frame(1), 0);
    queue.push(frame(2), 1);
    queue.push(frame(3), 500);
    queue.push(frame(4), 1001);
    expect([queue.queued, told]).toEqual([3, ['1 expired']]);
    expect(tagsOf(queue.take(1500))).toEqual([3, 4]);
    expect(told).toEqual(['1 expired', '1 expired']);
  });

  it('tells what it discards', () => {
    const { queue, told } = createQueue();
    queue.discard('closed');
    queue.push(frame(1), 0);
    queue.push(frame(2), 0);
    queue.discard('closed');
    expect([queue.queued, queue.queuedBytes, told]).toEqual([0, 0, ['2 closed']]);
  });

  it('stays within its bounds and in order when whoever hears of a drop adds more', () => {
    let more = 2;
    const { queue } = createQueue({}, () => {
      if (more-- > 0) queue.push(frame(100 + more), 0);
    });
    for (const tag of [1, 2, 3, 4]) queue.push(frame(tag), 0);
    expect([queue.queued, queue.queuedBytes]).toEqual([3, 12]);
    expect(tagsOf(queue.take(0))).toEqual([4, 101, 100]);
  });

  it('holds no message back when whoever hears of a drop discards everything', () => {
    const { queue, told } = createQueue({}, () => queue.discard('closed'));
    for (const tag of [1, 2, 3, 4]) queue.push(frame(tag), 0);
    expect(queue.queued).toBe(0);
    expect(told).toEqual(['1 overflow', '3 closed']);
  });
});
