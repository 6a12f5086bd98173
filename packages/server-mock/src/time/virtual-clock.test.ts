import { describe, expect, it } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

const hops = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await null;
};

describe('VirtualClock', () => {
  it('stands still at 0 until it is moved', async () => {
    const clock = new VirtualClock();
    expect(clock.now()).toBe(0);
    await clock.advance(250.5);
    expect(clock.now()).toBe(250.5);
  });

  it('runs timers in order of due time, and of arming when that is the same', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    for (const [name, ms] of [
      ['c', 30],
      ['a', 10],
      ['b1', 20],
      ['b2', 20],
      ['b3', 20],
    ] as const) {
      clock.after(ms, () => ran.push(`${name}@${clock.now()}`));
    }
    await clock.advance(29);
    expect(ran).toEqual(['a@10', 'b1@20', 'b2@20', 'b3@20']);
    expect(clock.armedCount).toBe(1);
    await clock.advance(1);
    expect(ran.at(-1)).toBe('c@30');
    expect(clock.armedCount).toBe(0);
  });

  it('moves by what is chosen when promises have settled, knowing when the next timer falls due', async () => {
    const clock = new VirtualClock();
    const ran: number[] = [];
    const idle: number[] = [];
    const moveOn = (ms?: number): Promise<void> =>
      clock.advanceBy((idleMs) => {
        idle.push(idleMs);
        return ms ?? idleMs;
      });
    void hops(50).then(() => clock.after(70, () => ran.push(clock.now())));
    const earlier = clock.advance(30);
    await moveOn();
    await earlier;
    clock.after(40, () => ran.push(clock.now()));
    await moveOn(39);
    await moveOn(5);
    await moveOn(1000);
    expect(idle).toEqual([40, 40, 1, Number.POSITIVE_INFINITY]);
    expect([ran, clock.now()]).toEqual([[70, 110], 1114]);
    await expect(moveOn()).rejects.toThrow('[BAD_VALUE] advanceBy() takes a finite number of milliseconds');
    await expect(moveOn(-1)).rejects.toThrow('[BAD_VALUE]');
    expect(clock.now()).toBe(1114);
  });

  it('runs what is armed on the way when it falls due in time', async () => {
    const clock = new VirtualClock();
    const ran: number[] = [];
    const tick = (): void => {
      ran.push(clock.now());
      clock.after(10, tick);
    };
    clock.after(10, tick);
    await clock.advance(35);
    expect(ran).toEqual([10, 20, 30]);
    expect(clock.armedCount).toBe(1);
  });

  it('lets code end that waits for the rest of its time, be it less than a number can tell from now', async () => {
    const clock = new VirtualClock();
    await clock.advance(10_721.309290976571);
    const since = clock.now();
    let looks = 0;
    let isOver = false;
    const look = (): void => {
      looks++;
      const waitedMs = clock.now() - since;
      if (waitedMs < 10_000) clock.after(10_000 - waitedMs, look);
      else isOver = true;
    };
    look();
    await clock.advance(10_001);
    expect(isOver).toBe(true);
    expect(looks).toBeLessThan(5);
  });

  it('moves by any span but 0, so that advancing towards a time gets there', async () => {
    const clock = new VirtualClock();
    await clock.advance(20_000);
    await clock.advance(1e-13);
    expect(clock.now()).toBeGreaterThan(20_000);
    expect(clock.now()).toBeLessThan(20_000.000001);
    const moved = clock.now();
    await clock.advance(0);
    expect(clock.now()).toBe(moved);
  });

  it('never runs a cancelled timer, and cancelling twice or late does nothing', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    const cancelA = clock.after(10, () => ran.push('a'));
    clock.after(10, () => ran.push('b'));
    cancelA();
    cancelA();
    expect(clock.armedCount).toBe(1);
    await clock.advance(10);
    cancelA();
    expect(ran).toEqual(['b']);
  });

  it('lets a timer cancel another one that is due at the same time', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    clock.after(10, () => cancelB());
    const cancelB = clock.after(10, () => ran.push('b'));
    await clock.advance(100);
    expect(ran).toEqual([]);
  });

  it('counts a negative delay and one that is no number as 0', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    clock.after(Number.NaN, () => ran.push('nan'));
    clock.after(-5, () => ran.push('negative'));
    await clock.advance(0);
    expect(ran).toEqual(['nan', 'negative']);
    expect(clock.now()).toBe(0);
  });

  it.each([1, 5, 50])('lets a chain of %i promises settle before, between and after timers', async (count) => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    void hops(count).then(() => seen.push(`before@${clock.now()}`));
    clock.after(10, () => void hops(count).then(() => seen.push(`first@${clock.now()}`)));
    clock.after(20, () => void hops(count).then(() => seen.push(`second@${clock.now()}`)));
    await clock.advance(20);
    expect(seen).toEqual(['before@0', 'first@10', 'second@20']);
  });

  it('waits for a chain of any length as long as it asks the clock now and then', async () => {
    const clock = new VirtualClock();
    let lastHopAt = -1;
    const chain = async (): Promise<void> => {
      for (let i = 0; i < 2000; i++) {
        await hops(10);
        lastHopAt = clock.now();
      }
    };
    clock.after(10, () => void chain());
    clock.after(20, () => {});
    await clock.advance(20);
    expect(lastHopAt).toBe(10);
  });

  it('runs a timer that a promise arms within the time that passes', async () => {
    const clock = new VirtualClock();
    const ran: number[] = [];
    void hops(20).then(() => clock.after(5, () => ran.push(clock.now())));
    await clock.advance(100);
    expect(ran).toEqual([5]);
  });

  it('sleeps: time jumps, and what fell due runs late, in order of due time', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    clock.after(20, () => ran.push(`20 at ${clock.now()}`));
    clock.after(10, () => {
      ran.push(`10 at ${clock.now()}`);
      clock.after(0, () => ran.push(`new at ${clock.now()}`));
    });
    clock.after(2000, () => ran.push('too early'));
    await clock.sleep(1000);
    expect(ran).toEqual(['10 at 1000', '20 at 1000', 'new at 1000']);
    expect(clock.now()).toBe(1000);
    expect(clock.armedCount).toBe(1);
  });

  it('gives overlapping calls their turn', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.after(10, () => {
      void clock.advance(5).then(() => seen.push(`inner ends at ${clock.now()}`));
    });
    const outer = clock.advance(20).then(() => seen.push(`outer ends at ${clock.now()}`));
    await Promise.all([outer, clock.advance(1)]);
    await clock.advance(0);
    expect(seen).toEqual(['outer ends at 20', 'inner ends at 26']);
  });

  it('passes on what a timer throws, and is usable afterwards', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    clock.after(10, () => {
      throw new Error('boom');
    });
    clock.after(20, () => ran.push('later'));
    await expect(clock.advance(100)).rejects.toThrow('boom');
    expect(clock.now()).toBe(10);
    await clock.advance(90);
    expect(ran).toEqual(['later']);
  });

  it('refuses a timer that re-arms itself without delay, instead of hanging', async () => {
    const clock = new VirtualClock();
    const loop = (): void => void clock.after(0, loop);
    loop();
    await expect(clock.advance(1)).rejects.toMatchObject({ code: 'ENDLESS_LOOP' });
  });

  it('refuses promises that answer each other without end, instead of hanging', async () => {
    const clock = new VirtualClock();
    let isRunning = true;
    const loop = async (): Promise<void> => {
      while (isRunning) {
        clock.now();
        await null;
      }
    };
    void loop();
    await expect(clock.advance(1)).rejects.toMatchObject({ code: 'ENDLESS_LOOP' });
    isRunning = false;
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses to advance or sleep by %s', (ms) => {
    const clock = new VirtualClock();
    expect(() => clock.advance(ms)).toThrow(expect.objectContaining({ code: 'BAD_VALUE' }));
    expect(() => clock.sleep(ms)).toThrow(expect.objectContaining({ code: 'BAD_VALUE' }));
  });

  it('keeps twenty thousand timers in order, also when every other one is cancelled', async () => {
    const clock = new VirtualClock();
    const cancels: (() => void)[] = [];
    let lastDueAt = -1;
    let ranCount = 0;
    for (let i = 0; i < 20_000; i++) {
      const dueAt = (i * 7919) % 10_007;
      const run = (): void => {
        expect(clock.now()).toBe(dueAt);
        expect(dueAt).toBeGreaterThanOrEqual(lastDueAt);
        lastDueAt = dueAt;
        ranCount++;
      };
      cancels.push(clock.after(dueAt, run));
    }
    for (let i = 0; i < cancels.length; i += 2) cancels[i]?.();
    expect(clock.armedCount).toBe(10_000);
    await clock.advance(10_007);
    expect(ranCount).toBe(10_000);
  });
});
