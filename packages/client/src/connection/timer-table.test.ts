import { describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { type TimerListener, TimerTable } from './timer-table.ts';

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

const NAMES = ['a', 'b'] as const;

/** Hears of timers as told, and of no sleep unless told. */
const listen = <Name>(heard: Partial<TimerListener<Name>>): TimerListener<Name> => ({
  onTimeout() {},
  onWake: () => expect.unreachable(),
  ...heard,
});

const setUp = () => {
  const clock = createManualClock();
  const fired: [string, number][] = [];
  const table = new TimerTable(clock, NAMES, listen({ onTimeout: (name, lateMs) => fired.push([name, lateMs]) }));
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

  it('leaves a taken slot alone when asked to, and arms one whose timer ran', () => {
    const { clock, fired, table } = setUp();
    table.arm('a', 10);
    table.armIfEmpty('a', 1000);
    clock.run(10);
    expect(fired).toEqual([['a', 0]]);
    table.armIfEmpty('a', 10);
    clock.run(20);
    expect(fired).toEqual([
      ['a', 0],
      ['a', 0],
    ]);
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
    const table: TimerTable<'a'> = new TimerTable(
      clock,
      ['a'],
      listen({
        onTimeout() {
          fired.push(clock.now());
          if (fired.length < 3) table.arm('a', 10);
        },
      }),
    );
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
      const table: TimerTable<'a' | 'b'> = new TimerTable(
        clock,
        NAMES,
        listen({
          onTimeout(name) {
            fired.push(name);
            if (name === 'a' && act === 'arm') table.arm('b', 100);
            else if (name === 'a') table.disarmAll();
          },
        }),
      );
      table.arm('a', 10);
      table.arm('b', 10);
      clock.run(10);
      expect([fired, clock.armed.size]).toEqual([['a'], act === 'arm' ? 1 : 0]);
    }
  });

  it('ends a turn of the host even where each timer arms the next without delay', () => {
    const clock = createManualClock();
    let runs = 0;
    const table: TimerTable<'a' | 'b'> = new TimerTable(
      clock,
      NAMES,
      listen({
        onTimeout(name) {
          runs++;
          table.arm(name === 'a' ? 'b' : 'a', 0);
        },
      }),
    );
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
    const table: TimerTable<'a' | 'b'> = new TimerTable(
      clock,
      NAMES,
      listen({
        onTimeout(name) {
          if (name === 'a') throw new Error('planned');
          fired.push(name);
        },
      }),
    );
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
    const table = new TimerTable(clock, NAMES, listen({}));
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

  it('arms the timer of the host once for all that timers arm while they run', () => {
    const delays: unknown[] = [];
    let run = () => {};
    const clock: Clock = {
      now: () => 0,
      after: () => expect.unreachable(),
      rearm: (fn, delayMs) => {
        run = fn;
        delays.push(delayMs);
      },
    };
    const table: TimerTable<'a' | 'b'> = new TimerTable(
      clock,
      NAMES,
      listen({
        onTimeout() {
          table.arm('b', 40);
          table.arm('a', 20);
          expect(table.armedCount).toBe(1);
        },
      }),
    );
    table.arm('a', 0);
    run();
    expect(delays).toEqual([0, 20]);
  });

  it('runs no timer that nobody armed, and has none armed when a timer disarmed all', () => {
    const { clock, fired, table } = setUp();
    table.arm('a', 10);
    const [stale] = [...clock.armed.values()];
    table.disarmAll();
    stale?.();
    expect(fired).toEqual([]);

    const ending: [string, number, number][] = [];
    const other: TimerTable<'a' | 'b'> = new TimerTable(
      clock,
      NAMES,
      listen({
        onTimeout(name, lateMs) {
          if (name === 'a') {
            other.disarmAll();
            other.arm('b', 0);
          }
          ending.push([name, lateMs, other.armedCount]);
        },
      }),
    );
    other.arm('a', 10);
    for (const at of [10, 11, 12]) clock.run(at);
    expect(ending).toEqual([
      ['a', 0, 1],
      ['b', 0, 0],
    ]);
    expect(clock.armed.size).toBe(0);
  });

  /** A table over a clock with a calendar, both moved by the test, and what it told. */
  const setUpCalendar = (onWake: (table: TimerTable<'a'>) => void = () => {}) => {
    const clock = Object.assign(createManualClock(), { wall: 1e12, wallNow: () => clock.wall });
    const heard: string[] = [];
    const table: TimerTable<'a'> = new TimerTable(clock, ['a'], {
      onTimeout: (name) => heard.push(name),
      onWake() {
        heard.push('wake');
        onWake(table);
      },
    });
    const pass = (clockMs: number, calendarMs: number): void => {
      table.arm('a', clockMs);
      clock.wall += calendarMs;
      clock.run(clock.time + clockMs);
    };
    return { clock, heard, table, pass };
  };

  it.for<[number, string[]]>([
    [3_600_000, ['wake', 'a', 'a']],
    [1500, ['a', 'a']],
    [-3_600_000, ['a', 'a']],
  ])('takes a calendar that moved by %d ms more than the clock for a sleep, or not, once: %j', ([ms, found]) => {
    const { heard, table, pass } = setUpCalendar();
    table.watchSleep();
    pass(60_000, 60_000);
    expect(heard.splice(0)).toEqual(['a']);
    pass(1000, 1000 + ms);
    pass(1000, 1000);
    expect(heard).toEqual(found);
  });

  it('takes neither a drifting calendar for a sleep nor what was before it was told to watch', () => {
    const { clock, heard, table, pass } = setUpCalendar();
    clock.wall += 3_600_000;
    table.watchSleep();
    for (let i = 0; i < 100; i++) pass(2000, 2500);
    expect(heard).toEqual(Array(100).fill('a'));
  });

  it('runs no timer that was disarmed by who heard of a sleep', () => {
    const { clock, heard, table, pass } = setUpCalendar((table) => table.disarmAll());
    table.watchSleep();
    pass(10, 3_600_000);
    expect([heard, table.armedCount, clock.armed.size]).toEqual([['wake'], 0, 0]);
  });
});
