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
    expect([table.remainingMs('a'), table.remainingMs('b')]).toEqual([6, 0]);
    clock.time = 40;
    expect(table.remainingMs('a')).toBe(0);
    clock.run(41);
    expect(table.remainingMs('a')).toBe(0);
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

  it('leaves a taken slot alone when asked to', () => {
    const { clock, fired, table } = setUp();
    table.arm('a', 10);
    table.armIfEmpty('a', 1000);
    clock.run(10);
    expect(fired).toEqual([['a', 0]]);
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
          if (name === 'a') table[act]('b', 100);
        },
      });
      table.arm('a', 10);
      table.arm('b', 10);
      clock.run(10);
      expect([fired, clock.armed.size]).toEqual([['a'], act === 'arm' ? 1 : 0]);
    }
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
});
