import { describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { TimerTable } from './timer-table.ts';

/** A clock whose timers run when told to. */
const createManualClock = (): Clock & { armed: Map<number, () => void>; time: number; run(at: number): void } => {
  let nextId = 0;
  const armed = new Map<number, () => void>();
  return {
    armed,
    time: 0,
    now() {
      return this.time;
    },
    after(_delayMs, fn) {
      const id = nextId++;
      armed.set(id, fn);
      return () => void armed.delete(id);
    },
    run(at) {
      this.time = at;
      for (const [id, fn] of [...armed]) {
        armed.delete(id);
        fn();
      }
    },
  };
};

const setUp = () => {
  const clock = createManualClock();
  const fired: [string, number][] = [];
  const table = new TimerTable<'a' | 'b'>(clock, { onTimeout: (name, lateMs) => fired.push([name, lateMs]) });
  return { clock, fired, table };
};

describe('TimerTable', () => {
  it('tells how long a timer has yet to wait', () => {
    const { clock, table } = setUp();
    table.arm('a', 10);
    clock.time = 4;
    expect([table.remainingMs('a'), table.remainingMs('b')]).toEqual([6, Number.POSITIVE_INFINITY]);
    clock.time = 40;
    expect(table.remainingMs('a')).toBe(0);
    clock.run(41);
    expect(table.remainingMs('a')).toBe(Number.POSITIVE_INFINITY);
  });

  it('keeps one timer per name', () => {
    const { clock, table } = setUp();
    table.arm('a', 10);
    table.arm('a', 20);
    expect(table.armedCount).toBe(1);
    expect(clock.armed.size).toBe(1);
  });

  it('tells how late a timer ran', () => {
    const { clock, fired, table } = setUp();
    table.arm('a', 10);
    clock.run(25);
    expect(fired).toEqual([['a', 15]]);
    expect(table.armedCount).toBe(0);
  });

  it('leaves a slot alone that is due no later, when asked to', () => {
    const { clock, fired, table } = setUp();
    table.arm('a', 10);
    table.armIfEarlier('a', 1000);
    clock.run(10);
    expect(fired).toEqual([['a', 0]]);
  });

  it('arms an empty slot, and one that is due later, when asked for the earlier', () => {
    const { clock, fired, table } = setUp();
    table.armIfEarlier('a', 1000);
    table.armIfEarlier('a', 10);
    clock.run(10);
    clock.run(1000);
    expect([fired, clock.armed.size]).toEqual([[['a', 0]], 0]);
  });

  it('holds nothing after disarmAll', () => {
    const { clock, fired, table } = setUp();
    table.arm('a', 10);
    table.arm('b', 10);
    table.disarmAll();
    clock.run(100);
    expect(clock.armed.size).toBe(0);
    expect(fired).toEqual([]);
  });

  it('lets a timer arm itself again while it fires', () => {
    const clock = createManualClock();
    const fired: number[] = [];
    const table: TimerTable<'a'> = new TimerTable(clock, {
      onTimeout() {
        fired.push(clock.now());
        if (fired.length < 3) table.arm('a', 10);
      },
    });
    table.arm('a', 10);
    for (const at of [10, 20, 30, 40]) clock.run(at);
    expect(fired).toEqual([10, 20, 30]);
  });

  it('keeps one timer of the host for all names, for the earliest', () => {
    const { clock, fired, table } = setUp();
    table.arm('a', 20);
    table.arm('b', 10);
    expect([table.armedCount, clock.armed.size]).toEqual([1, 1]);
    clock.run(10);
    expect([fired, clock.armed.size]).toEqual([[['b', 0]], 1]);
    clock.run(20);
    expect([fired, clock.armed.size]).toEqual([
      [
        ['b', 0],
        ['a', 0],
      ],
      0,
    ]);
  });

  it('runs late timers in the order in which they were due', () => {
    const { clock, fired, table } = setUp();
    table.arm('a', 20);
    table.arm('b', 10);
    clock.run(50);
    expect(fired).toEqual([
      ['b', 40],
      ['a', 30],
    ]);
  });

  it('does not run a timer that one due with it disarmed or armed anew', () => {
    for (const act of ['disarm', 'arm'] as const) {
      const clock = createManualClock();
      const fired: string[] = [];
      const table: TimerTable<'a' | 'b'> = new TimerTable(clock, {
        onTimeout(name) {
          fired.push(name);
          if (name === 'a' && act === 'arm') table.arm('b', 100);
          else if (name === 'a') table.disarmAll();
        },
      });
      table.arm('a', 10);
      table.arm('b', 10);
      clock.run(10);
      expect([fired, clock.armed.size]).toEqual([['a'], act === 'arm' ? 1 : 0]);
    }
  });

  it('ends a turn of the host even where each timer arms the next without delay', () => {
    const clock = createManualClock();
    let runs = 0;
    const table: TimerTable<'a' | 'b'> = new TimerTable(clock, {
      onTimeout(name) {
        runs++;
        table.arm(name === 'a' ? 'b' : 'a', 0);
      },
    });
    table.arm('a', 10);
    for (const at of [10, 11, 12]) clock.run(at);
    expect([runs > 2, runs < 10, clock.armed.size]).toEqual([true, true, 1]);
  });

  it('takes a host timer that runs a moment early for the time it was armed for', () => {
    const { clock, fired, table } = setUp();
    table.arm('a', 10);
    clock.run(9.6);
    expect(fired).toEqual([['a', expect.closeTo(-0.4)]]);
  });

  it('keeps the timers behind one whose work threw', () => {
    const clock = createManualClock();
    const fired: string[] = [];
    const table: TimerTable<'a' | 'b'> = new TimerTable(clock, {
      onTimeout(name) {
        if (name === 'a') throw new Error('planned');
        fired.push(name);
      },
    });
    table.arm('a', 10);
    table.arm('b', 10);
    expect(() => clock.run(10)).toThrow('planned');
    clock.run(11);
    expect([fired, clock.armed.size]).toEqual([['b'], 0]);
  });

  it('arms one timer of the host again where the clock has such, told what it armed last', () => {
    const calls: unknown[] = [];
    const clock: Clock = {
      now: () => 0,
      after: () => expect.unreachable(),
      rearm: (_fn, delayMs, timer, previousMs) => {
        calls.push([delayMs, timer, previousMs]);
        return calls.length;
      },
    };
    const table = new TimerTable<'a' | 'b'>(clock, { onTimeout() {} });
    table.arm('a', 20.5);
    table.arm('b', 10);
    table.arm('a', 15);
    table.disarmAll();
    expect(calls).toEqual([
      [21, undefined, undefined],
      [10, 1, 21],
      [undefined, 2, 10],
    ]);
  });

  it.for([
    [3_600_000, true],
    [1500, false],
    [-3_600_000, false],
  ])('takes a calendar that moved by %d ms more than the clock for a sleep: %s, and once', ([ms, slept]) => {
    const times = { now: 0, wall: 1e12 };
    const clock: Clock = { now: () => times.now, wallNow: () => times.wall, after: () => () => {} };
    const table = new TimerTable<'a'>(clock, { onTimeout() {} });
    table.hasSlept();
    times.now += 60_000;
    times.wall += 60_000;
    expect(table.hasSlept()).toBe(false);
    times.wall += ms as number;
    expect([table.hasSlept(), table.hasSlept()]).toEqual([slept, false]);
  });

  it('finds no sleep in a calendar that drifts, nor by a clock without one', () => {
    const times = { now: 0, wall: 1e12 };
    const clock: Clock = { now: () => times.now, wallNow: () => times.wall, after: () => () => {} };
    const drifting = new TimerTable<'a'>(clock, { onTimeout() {} });
    const { table } = setUp();
    drifting.hasSlept();
    for (let i = 0; i < 100; i++) {
      times.now += 2000;
      times.wall += 2500;
      expect([drifting.hasSlept(), table.hasSlept()]).toEqual([false, false]);
    }
  });
});
