import { describe, expect, it } from 'vitest';
import { createNumbers, timePasses } from './timing.mjs';

const budget = { warmMs: 10, measureMs: 10, passLimitMs: 1000 };
/** Is at work for so long, however often it is interrupted. */
const spin = (ms: number): void => {
  const before = process.cpuUsage();
  for (let spent = 0; spent < ms * 1000; ) {
    const { user, system } = process.cpuUsage(before);
    spent = user + system;
  }
};

/** Counts what is done, and how much of it each check hears of. */
const recordedWork = (pass: () => unknown) => {
  const log = { done: 0, pending: 0, checked: 0, isMatching: true, samples: [] as number[] };
  return {
    log,
    prepare: () => {
      log.pending = 0;
    },
    pass: () => {
      log.done++;
      log.pending++;
      return pass();
    },
    check: (sample: number, passes: number) => {
      log.samples.push(sample);
      log.checked += passes;
      log.isMatching &&= log.pending === passes;
    },
  };
};

describe('timePasses', () => {
  it('checks every pass that it makes, warming up included, and reports only what it timed', async () => {
    const work = recordedWork(() => spin(0.1));
    const { nsPerPass, passes } = await timePasses(work, budget);
    expect(work.log).toMatchObject({ checked: work.log.done, isMatching: true });
    expect(work.log.samples).toEqual(work.log.samples.map((_, i) => i));
    expect(passes).toBeGreaterThanOrEqual(3);
    expect(passes).toBeLessThan(work.log.done);
    expect(nsPerPass).toBeGreaterThan(0);
  });

  it('waits for passes that wait before it goes on or checks', async () => {
    let open = 0;
    let most = 0;
    const work = recordedWork(async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 1));
      open--;
    });
    await timePasses({ ...work, check: () => expect(open).toBe(0) }, budget);
    expect(most).toBe(1);
  });

  it('waits for as many turns as it is to have, checks what leads into each, and times the rest', async () => {
    const work = recordedWork(() => spin(0.1));
    const doneBefore: number[] = [];
    const takeTurn = async () => {
      doneBefore.push(work.log.done);
    };
    const { passes } = await timePasses(work, budget, { turns: 4, takeTurn });
    expect(doneBefore.length).toBeGreaterThanOrEqual(3);
    expect(doneBefore.length).toBeLessThanOrEqual(4);
    expect(doneBefore).toEqual([...new Set(doneBefore)]);
    expect(work.log).toMatchObject({ checked: work.log.done, isMatching: true });
    expect(passes).toBeLessThan(work.log.done - (doneBefore[0] ?? 0));
  });

  it('leads into a turn by no pass that takes a sample', async () => {
    const work = recordedWork(() => spin(8));
    let doneBefore: number | undefined;
    const takeTurn = async () => {
      doneBefore ??= work.log.done;
    };
    const { passes } = await timePasses(work, budget, { turns: 2, takeTurn });
    expect(passes).toBe(work.log.done - (doneBefore ?? 0));
  });

  it('passes on what a check finds', async () => {
    const check = () => {
      throw new Error('caught');
    };
    await expect(timePasses({ ...recordedWork(() => spin(0.1)), check }, budget)).rejects.toThrow('caught');
  });
});

describe('createNumbers', () => {
  it('gives the same numbers for the same seed, others for another, and all from 0 up to the bound', () => {
    const draw = (seed: number) => {
      const below = createNumbers(seed);
      return Array.from({ length: 200 }, () => below(7));
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect([...new Set(draw(3))].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
