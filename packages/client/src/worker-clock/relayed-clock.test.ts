import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { RelayedClock } from './relayed-clock.ts';
import type { StartTimerWorker, TimerWorkerListener } from './timer-worker.ts';

/** Time that a test moves; its timers run in the order of their due times. */
class HandClock implements Clock {
  readonly armed: Set<{ dueAt: number; fn: () => void }> = new Set();
  time = 0;

  now(): number {
    return this.time;
  }

  wallNow(): number {
    return 1e12 + this.time;
  }

  after(delayMs: number, fn: () => void): () => void {
    const timer = { dueAt: this.time + Math.max(0, delayMs), fn };
    this.armed.add(timer);
    return () => void this.armed.delete(timer);
  }

  pass(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = [...this.armed].filter(({ dueAt }) => dueAt <= end).sort((a, b) => a.dueAt - b.dueAt)[0];
      if (next === undefined) break;
      this.time = next.dueAt;
      this.armed.delete(next);
      next.fn();
    }
    this.time = end;
  }
}

/** A worker whose timers run on the same time as the main ones. */
class HandWorker {
  readonly clock: HandClock;
  readonly listener: TimerWorkerListener;
  readonly timers: Map<number, () => void> = new Map();
  hasEnded = false;
  isDead = false;

  constructor(clock: HandClock, listener: TimerWorkerListener) {
    this.clock = clock;
    this.listener = listener;
  }

  arm(id: number, delayMs: number): void {
    if (this.hasEnded) throw new Error('armed after its end');
    if (this.isDead) return;
    const cancel = this.clock.after(delayMs, () => {
      this.timers.delete(id);
      this.listener.onTimeout(id);
    });
    this.timers.set(id, cancel);
  }

  disarm(id: number): void {
    this.timers.get(id)?.();
    this.timers.delete(id);
  }

  end(): void {
    this.die();
    this.hasEnded = true;
  }

  /** Says nothing any more, not even that. */
  die(): void {
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
    this.isDead = true;
  }
}

const setUp = () => {
  const main = new HandClock();
  const workers: HandWorker[] = [];
  const start: StartTimerWorker = (listener) => {
    const worker = new HandWorker(main, listener);
    workers.push(worker);
    return worker;
  };
  const clock = new RelayedClock(main, start);
  const ran: string[] = [];
  const arm = (name: string, delayMs: number): (() => void) =>
    clock.after(delayMs, () => ran.push(`${name}@${main.time}`));
  return { main, workers, clock, ran, arm };
};

describe('RelayedClock', () => {
  it('tells the time of the main clock', () => {
    const { main, clock } = setUp();
    main.pass(7);
    expect([clock.now(), clock.wallNow()]).toEqual([7, 1e12 + 7]);
  });

  it('starts a worker with its first timer, and one only', () => {
    const { workers, arm } = setUp();
    expect(workers).toHaveLength(0);
    arm('a', 10);
    arm('b', 20);
    expect(workers).toHaveLength(1);
  });

  it('keeps timers in the main clock until the worker has spoken, and then in the worker', () => {
    const { main, workers, clock, ran, arm } = setUp();
    arm('early', 10);
    arm('late', 100);
    expect([clock.kind, workers[0]!.timers.size]).toEqual(['main', 0]);
    main.pass(50);
    workers[0]!.listener.onReady();
    arm('later', 100);
    expect([clock.kind, workers[0]!.timers.size]).toEqual(['worker', 2]);
    main.pass(200);
    expect(ran).toEqual(['early@10', 'late@100', 'later@150']);
  });

  it('does not run what was cancelled, wherever it lives', () => {
    const { main, workers, ran, arm } = setUp();
    const cancelled = [arm('a', 10)];
    cancelled[0]!();
    workers[0]!.listener.onReady();
    cancelled.push(arm('b', 10));
    for (const cancel of [...cancelled, ...cancelled]) cancel();
    main.pass(100);
    expect(ran).toEqual([]);
  });

  it('ignores a worker that tells a timeout which was cancelled meanwhile', () => {
    const { workers, ran, arm } = setUp();
    arm('kept', 100);
    workers[0]!.listener.onReady();
    const cancel = arm('gone', 10);
    cancel();
    workers[0]!.listener.onTimeout(2);
    expect(ran).toEqual([]);
  });

  it('brings every timer home when the worker fails, and starts no other', () => {
    const { main, workers, clock, ran, arm } = setUp();
    arm('a', 100);
    workers[0]!.listener.onReady();
    arm('b', 200);
    main.pass(50);
    workers[0]!.listener.onFail();
    arm('c', 250);
    expect([clock.kind, workers.length, main.armed.size]).toEqual(['main', 1, 3]);
    main.pass(1000);
    expect(ran).toEqual(['a@100', 'b@200', 'c@300']);
  });

  it('brings every timer home when one is overdue in a worker that died without a word, and starts another for the next', () => {
    const { main, workers, clock, ran, arm } = setUp();
    arm('a', 1000);
    workers[0]!.listener.onReady();
    arm('b', 2000);
    arm('c', 9000);
    const cancel = arm('d', 9500);
    workers[0]!.die();
    main.pass(3999);
    expect([ran, clock.kind, workers[0]!.hasEnded]).toEqual([[], 'worker', false]);
    main.pass(1);
    expect([ran, clock.kind, workers[0]!.hasEnded]).toEqual([['a@4000', 'b@4000'], 'main', true]);
    arm('e', 10_000);
    expect(workers).toHaveLength(2);
    workers[1]!.listener.onReady();
    cancel();
    expect([clock.kind, workers[1]!.timers.size]).toEqual(['worker', 2]);
    main.pass(20_000);
    expect(ran.slice(2)).toEqual(['c@9000', 'e@14000']);
    expect(main.armed.size).toBe(0);
  });

  it('stays with the main clock where a worker cannot be started', () => {
    const main = new HandClock();
    let starts = 0;
    const clock = new RelayedClock(main, () => {
      starts++;
      throw new Error('forbidden');
    });
    const ran: number[] = [];
    clock.after(10, () => ran.push(1));
    clock.after(20, () => ran.push(2));
    main.pass(20);
    expect([ran, clock.kind, starts, main.armed.size]).toEqual([[1, 2], 'main', 1, 0]);
  });

  it('ends a worker that has nothing to do for a while, and starts another for the next timer', () => {
    const { main, workers, ran, clock, arm } = setUp();
    arm('a', 10);
    workers[0]!.listener.onReady();
    main.pass(4000);
    expect(workers[0]!.hasEnded).toBe(false);
    arm('b', 10);
    main.pass(5009);
    expect(workers[0]!.hasEnded).toBe(false);
    main.pass(1);
    expect([workers[0]!.hasEnded, main.armed.size, clock.kind]).toEqual([true, 0, 'worker']);
    arm('c', 10);
    expect(workers).toHaveLength(2);
    main.pass(10);
    expect(ran).toEqual(['a@10', 'b@4010', 'c@9020']);
  });

  it('ends the worker when it is disposed of, and loses no timer', () => {
    const { main, workers, clock, ran, arm } = setUp();
    arm('a', 100);
    workers[0]!.listener.onReady();
    clock.dispose();
    clock.dispose();
    arm('b', 100);
    expect([workers[0]!.hasEnded, workers.length, clock.kind]).toEqual([true, 1, 'main']);
    main.pass(100);
    expect(ran).toEqual(['a@100', 'b@100']);
    expect(main.armed.size).toBe(0);
  });

  it('asks no worker for a delay that none can keep', () => {
    const { workers, arm, clock, main } = setUp();
    arm('a', 1);
    workers[0]!.listener.onReady();
    const delays: number[] = [];
    workers[0]!.arm = (_, delayMs) => delays.push(delayMs);
    clock.after(Number.POSITIVE_INFINITY, () => {});
    expect(delays).toEqual([2 ** 31 - 1]);
    main.pass(1);
  });

  it('runs every timer once and on time, or a little later where a worker died without a word', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('arm' as const), delayMs: fc.integer({ min: 0, max: 8000 }) }),
      fc.record({ do: fc.constant('cancel' as const), index: fc.nat(20) }),
      fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 8000 }) }),
      fc.constant({ do: 'ready' as const }),
      fc.constant({ do: 'fail' as const }),
      fc.constant({ do: 'die' as const }),
      fc.constant({ do: 'dispose' as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { main, workers, clock } = setUp();
        const due = new Map<number, number>();
        const cancels: (() => void)[] = [];
        let hasDied = false;
        for (const each of steps) {
          const worker = workers.at(-1);
          if (each.do === 'arm') {
            const number = cancels.length;
            due.set(number, main.time + each.delayMs);
            cancels.push(
              clock.after(each.delayMs, () => {
                const dueAt = due.get(number);
                expect(dueAt).toBeDefined();
                const isOnTime = main.time === dueAt;
                expect(isOnTime || (hasDied && main.time - dueAt! <= 3000)).toBe(true);
                due.delete(number);
              }),
            );
          } else if (each.do === 'cancel' && each.index < cancels.length) {
            due.delete(each.index);
            cancels[each.index]!();
          } else if (each.do === 'pass') main.pass(each.ms);
          else if (each.do === 'dispose') clock.dispose();
          else if (worker?.hasEnded !== false) continue;
          else if (each.do === 'die') {
            hasDied = true;
            worker.die();
          } else if (each.do === 'ready' && !worker.isDead) worker.listener.onReady();
          else if (each.do === 'fail' && !worker.isDead) worker.listener.onFail();
        }
        main.pass(20_000);
        expect([...due.values()]).toEqual([]);
        expect(main.armed.size).toBe(0);
        expect(workers.filter(({ hasEnded }) => !hasEnded)).toEqual([]);
      }),
    );
  });
});
