import { describe, expect, it } from 'vitest';
import type { Clock } from './clock.ts';
import { ConnectionError } from './errors.ts';
import { type RequestSpec, Requests } from './requests.ts';

const spec = (options: Partial<RequestSpec<unknown>> = {}): RequestSpec<unknown> => ({
  replyId: 1,
  what: 'AskMsg',
  timeoutMs: 1000,
  matches: () => true,
  ...options,
});
const send = (): void => {};

/** A clock that a test moves: `advance` runs timers in time, `sleep` runs them late. */
class ManualClock implements Clock {
  readonly timers: Set<{ readonly dueAt: number; readonly fn: () => void }> = new Set();
  #now = 0;

  now(): number {
    return this.#now;
  }

  after(delayMs: number, fn: () => void): () => void {
    const timer = { dueAt: this.#now + delayMs, fn };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  advance(ms: number): void {
    this.#runUntil(this.#now + ms);
  }

  sleep(ms: number): void {
    this.#now += ms;
    this.#runUntil(this.#now);
  }

  #runUntil(end: number): void {
    for (;;) {
      const [next] = [...this.timers].sort((a, b) => a.dueAt - b.dueAt);
      if (next === undefined || next.dueAt > end) break;
      this.timers.delete(next);
      this.#now = Math.max(this.#now, next.dueAt);
      next.fn();
    }
    this.#now = end;
  }
}

const createRequests = () => {
  const clock = new ManualClock();
  return { clock, requests: new Requests(clock) };
};

describe('Requests', () => {
  it('gives a reply to the oldest request that it answers, and to no other', async () => {
    const { requests } = createRequests();
    const first = requests.add(spec(), send);
    const second = requests.add(spec(), send);
    expect([requests.awaits(1), requests.awaits(2)]).toEqual([true, false]);
    expect([requests.settle(1, 'a'), requests.settle(1, 'b'), requests.settle(1, 'c')]).toEqual([true, true, false]);
    await expect(Promise.all([first, second])).resolves.toEqual(['a', 'b']);
    expect([requests.awaits(1), requests.armedCount]).toEqual([false, 0]);
  });

  it('passes over requests that a reply does not match, and over other ids', async () => {
    const { requests } = createRequests();
    const other = requests.add(spec({ replyId: 2 }), send);
    const wantsB = requests.add(spec({ matches: (reply) => reply === 'b' }), send);
    const wantsAny = requests.add(spec(), send);
    expect([
      requests.settle(1, 'a'),
      requests.settle(1, 'x'),
      requests.settle(1, 'b'),
      requests.settle(2, 'o'),
    ]).toEqual([true, false, true, true]);
    await expect(Promise.all([other, wantsB, wantsAny])).resolves.toEqual(['o', 'b', 'a']);
  });

  it('rejects each at its own time', async () => {
    const { clock, requests } = createRequests();
    const late: string[] = [];
    for (const timeoutMs of [3000, 1000, 2000]) {
      requests.add(spec({ what: `${timeoutMs}`, timeoutMs }), send).catch((error) => late.push(error.message));
    }
    expect([requests.armedCount, clock.timers.size]).toEqual([3, 3]);
    clock.advance(1999);
    await null;
    expect(late).toEqual(['[REQUEST_TIMEOUT] no reply to 1000 within 1000 ms']);
    clock.advance(1001);
    await null;
    expect(late).toHaveLength(3);
    expect([requests.armedCount, clock.timers.size]).toEqual([0, 0]);
  });

  it('rejects at once with a timeout of 0, and never with Infinity', async () => {
    const { clock, requests } = createRequests();
    const never = requests.add(spec({ timeoutMs: Number.POSITIVE_INFINITY }), send);
    expect(requests.armedCount).toBe(0);
    const now = expect(requests.add(spec({ timeoutMs: 0 }), send)).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' });
    clock.advance(1e9);
    await now;
    requests.settle(1, 'at last');
    await expect(never).resolves.toBe('at last');
  });

  it('never rejects for a time that no timer of a host keeps', async () => {
    const { clock, requests } = createRequests();
    const reply = requests.add(spec({ timeoutMs: 2 ** 31 }), send);
    expect([requests.armedCount, clock.timers.size]).toEqual([0, 0]);
    requests.settle(1, 'at last');
    await expect(reply).resolves.toBe('at last');
  });

  it('rejects what is due, and only that, when its timer runs late', async () => {
    const { clock, requests } = createRequests();
    const due = expect(requests.add(spec({ timeoutMs: 1000 }), send)).rejects.toMatchObject({
      code: 'REQUEST_TIMEOUT',
    });
    const later = requests.add(spec({ timeoutMs: 9000 }), send);
    clock.sleep(5000);
    await due;
    expect(requests.settle(1, 'reply')).toBe(true);
    await expect(later).resolves.toBe('reply');
  });

  it('rejects all with one error, and disarms', async () => {
    const { clock, requests } = createRequests();
    const all = Promise.allSettled([requests.add(spec(), send), requests.add(spec(), send)]);
    const reason = new ConnectionError('CLOSED', 'close() was called');
    requests.rejectAll(reason);
    requests.rejectAll(reason);
    await expect(all).resolves.toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    expect([requests.awaits(1), requests.armedCount, clock.timers.size]).toEqual([false, 0, 0]);
  });

  it('rejects with what sending threw, and waits no longer', async () => {
    const { clock, requests } = createRequests();
    const failed = requests.add(spec(), () => {
      throw new Error('no connection');
    });
    await expect(failed).rejects.toThrow('no connection');
    expect([requests.awaits(1), clock.timers.size]).toEqual([false, 0]);
  });

  it('waits already while it is being sent, so that what ends there ends it too', async () => {
    const { requests } = createRequests();
    const reason = new ConnectionError('CLOSED', 'close() was called');
    const closed = requests.add(spec(), () => requests.rejectAll(reason));
    await expect(closed).rejects.toBe(reason);
    expect(requests.armedCount).toBe(0);
  });

  it('rejects a request whose matching throws, and lets the next have the reply', async () => {
    const { requests } = createRequests();
    const broken = requests.add(
      spec({
        matches: () => {
          throw new Error('planned');
        },
      }),
      send,
    );
    const next = requests.add(spec(), send);
    expect(requests.settle(1, 'reply')).toBe(true);
    await expect(broken).rejects.toMatchObject({ code: 'HANDLER_FAILED', cause: new Error('planned') });
    await expect(next).resolves.toBe('reply');
  });
});
