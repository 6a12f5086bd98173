import { describe, expect, it } from 'vitest';
import { TurnQueue } from './turn-queue.ts';

/** A queue that writes down what it does; an item that is a function is called. */
const createQueue = () => {
  const log: string[] = [];
  class LoggedQueue extends TurnQueue<string | (() => void)> {
    protected work(item: string | (() => void)): void {
      if (typeof item === 'string') log.push(item);
      else item();
    }

    protected onIdle(): void {
      log.push('idle');
    }
  }
  const queue = new LoggedQueue();
  return { queue, log };
};

describe('TurnQueue', () => {
  it('works on an item at once when nothing else is under way', () => {
    const { queue, log } = createQueue();
    queue.feed('a');
    queue.feed('b');
    expect(log).toEqual(['a', 'idle', 'b', 'idle']);
  });

  it('lets what comes from inside the work wait its turn', () => {
    const { queue, log } = createQueue();
    queue.feed(() => {
      queue.feed('b', () => log.push('turn of b'));
      queue.feed('c');
      log.push(`a, ${queue.hasMore ? 'more waits' : 'nothing waits'}`);
    });
    expect(log).toEqual(['a, more waits', 'turn of b', 'b', 'c', 'idle']);
  });

  it('works on nothing while it is held, and on all of it after the last release', () => {
    const { queue, log } = createQueue();
    queue.hold();
    queue.hold();
    queue.feed('a');
    queue.feed('b');
    queue.release();
    expect(log).toEqual([]);
    queue.release();
    expect(log).toEqual(['a', 'b', 'idle']);
  });

  it('is not idle anew when nothing came while it was held', () => {
    const { queue, log } = createQueue();
    queue.hold();
    queue.release();
    expect(log).toEqual([]);
  });

  it('goes on after work that threw', () => {
    const { queue, log } = createQueue();
    const fail = (): never => {
      throw new Error('planned');
    };
    expect(() => queue.feed(fail)).toThrow('planned');
    queue.feed('b');
    expect(log).toEqual(['b', 'idle']);
  });

  it('keeps the order of what was left when work threw', () => {
    const { queue, log } = createQueue();
    const fail = (): never => {
      queue.feed('b');
      throw new Error('planned');
    };
    expect(() => queue.feed(fail)).toThrow('planned');
    queue.feed('c');
    expect(log).toEqual(['b', 'c', 'idle']);
  });
});
