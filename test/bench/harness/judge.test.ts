import { describe, expect, it } from 'vitest';
import { GOALS } from '../goals.mjs';
import { SUITES } from '../suites.mjs';
import { type Goal, judge, strayNames } from './judge.mjs';
import type { Figures, Suite } from './suite.mjs';

const suite = (better: 'less' | 'more' = 'less'): Suite => ({
  name: 'toy',
  title: 'Toy',
  unit: 'ns',
  better,
  workbench: new URL('toy:workbench'),
  cases: [
    { name: 'small', params: {}, bytes: 10 },
    { name: 'large', params: {}, bytes: 1000 },
  ],
  contestants: ['ours', 'theirs', 'others'].map((name) => ({ name, module: new URL(`toy:${name}`) })),
  verify: () => undefined,
  charts: [],
});

const head = { id: 'toy.goal', suite: 'toy', says: 'is fast', of: 'ours' };
const twice: Goal = { ...head, kind: 'speed', cases: ['small'], against: ['theirs'], atLeast: 2 };

const figures = (rows: Record<string, Record<string, Partial<Figures>>>) => ({
  toy: Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [
      name,
      Object.fromEntries(Object.entries(row).map(([who, each]) => [who, { values: [], ...each }])),
    ]),
  ),
});

const verdict = (goal: Goal, rows: Record<string, Record<string, Partial<Figures>>>, better?: 'less' | 'more') =>
  judge([goal], [suite(better)], figures(rows))[0];

describe('a goal about a surplus', () => {
  const surplus: Goal = { ...head, kind: 'surplus', case: 'small', against: 'theirs', atMost: 5 };

  it('is judged by the median of the paired differences', () => {
    const theirs = { values: [10, 20, 30] };
    expect(verdict(surplus, { small: { ours: { values: [14, 25, 36] }, theirs } })).toMatchObject({
      mark: 'holds',
      measured: { median: 5, low: 4, high: 6 },
      where: 'small, above theirs',
      isClose: true,
    });
    expect(verdict(surplus, { small: { ours: { values: [16, 26, 36] }, theirs } })?.mark).toBe('missed');
  });

  it('needs both figures of a round', () => {
    const ours = { values: [1, null, 3] };
    expect(verdict(surplus, { small: { ours, theirs: { values: [null, 2] } } })?.mark).toBe('not measured');
  });
});

describe('a goal about speed with a limit beside it', () => {
  const goal: Goal = { ...twice, cases: ['small', 'large'], against: ['theirs'], beside: 'others' };
  const large = { ours: { values: [10, 10] }, theirs: { values: [90, 90] }, others: { values: [5, 5] } };

  it('tells how many times as good the limit is where it was decided', () => {
    const small = { ours: { values: [40, 40] }, theirs: { values: [60, 60] }, others: { values: [32, 32] } };
    expect(verdict(goal, { small, large })).toMatchObject({
      mark: 'missed',
      where: 'small, against theirs',
      note: 'others: 1.88',
    });
  });

  it('tells nothing of a limit that was not measured', () => {
    const small = { ours: { values: [40, 40] }, theirs: { values: [60, 60] } };
    expect(verdict(goal, { small, large })?.note).toBeUndefined();
  });

  it('is a mistake when its suite has no such limit', () => {
    expect(strayNames([{ ...twice, beside: 'nobody' }], [suite()])).toEqual(["toy.goal: no 'nobody' in 'small'"]);
  });
});

describe('a goal about scaling', () => {
  const sizes = [
    { case: 'small', size: 10 },
    { case: 'large', size: 1000 },
  ];
  const linear: Goal = { ...head, kind: 'scaling', sizes, beside: 'theirs', atMost: 1.05 };

  it('is judged by the power that fits all rounds of all sizes', () => {
    const small = { ours: { values: [4, 4] } };
    expect(verdict(linear, { small, large: { ours: { values: [4, 4] } } })).toMatchObject({ mark: 'holds' });
    const worse = verdict(linear, { small, large: { ours: { values: [40, 40] } } });
    expect(worse?.mark).toBe('missed');
    expect(worse?.measured?.median).toBeCloseTo(1.5, 10);
  });

  it('tells how the cost of a limit grows beside it', () => {
    const small = { ours: { values: [4, 4] }, theirs: { values: [1, 1] } };
    const large = { ours: { values: [4, 4] }, theirs: { values: [10, 10] } };
    expect(verdict(linear, { small, large })).toMatchObject({ mark: 'holds', note: 'theirs: 1.50' });
  });

  it('takes no rounds that only some sizes have', () => {
    const large = { ours: { values: [4, 4, 1000, 1000] } };
    expect(verdict(linear, { small: { ours: { values: [4, 4] } }, large })?.measured?.median).toBeCloseTo(1, 10);
  });

  it('is not measured where the points make no line', () => {
    expect(verdict(linear, { small: { ours: { values: [4, 4, 4] } } })?.mark).toBe('not measured');
  });

  it('must name cases that there are', () => {
    const goal: Goal = { ...linear, sizes: [...sizes, { case: 'huge', size: 1e6 }] };
    expect(strayNames([goal], [suite()])).toEqual(["toy.goal: toy has no case 'huge'"]);
  });
});

describe('a goal about speed', () => {
  it('holds or is missed by the median of the paired ratios', () => {
    const ours = { values: [10, 20, 10] };
    expect(verdict(twice, { small: { ours, theirs: { values: [25, 50, 19] } } })).toMatchObject({
      mark: 'holds',
      measured: { median: 2.5 },
      isClose: true,
    });
    expect(verdict(twice, { small: { ours, theirs: { values: [19, 38, 19] } } })).toMatchObject({
      mark: 'missed',
      measured: { median: 1.9 },
      isClose: false,
    });
  });

  it('reads figures of which more is better the other way round', () => {
    const row = { small: { ours: { values: [40] }, theirs: { values: [10] } } };
    expect(verdict(twice, row, 'more')).toMatchObject({ mark: 'holds', measured: { median: 4 } });
    expect(verdict(twice, row, 'less')).toMatchObject({ mark: 'missed', measured: { median: 0.25 } });
  });

  it('reads a case that says so itself its own way', () => {
    const own = suite('less');
    const toy = { ...own, cases: own.cases.map((kase) => ({ ...kase, better: 'more' as const })) };
    const rows = figures({ small: { ours: { values: [40] }, theirs: { values: [10] } } });
    expect(judge([twice], [toy], rows)[0]).toMatchObject({ mark: 'holds', measured: { median: 4 } });
  });

  it('is decided by the worst pair, which it names', () => {
    const goal: Goal = { ...twice, cases: ['small', 'large'], against: ['theirs', 'others'] };
    const ours = { values: [10] };
    const row = { ours, theirs: { values: [90] }, others: { values: [80] } };
    const rows = { small: row, large: { ...row, theirs: { values: [15] } } };
    expect(verdict(goal, rows)).toMatchObject({ mark: 'missed', where: 'large, against theirs' });
    expect(verdict(goal, rows)?.note).toBeUndefined();
  });

  it('names the other pairs that miss it, behind the limit', () => {
    const goal: Goal = { ...twice, cases: ['small', 'large'], beside: 'others' };
    const row = { ours: { values: [10] }, theirs: { values: [15] }, others: { values: [6] } };
    const rows = { small: row, large: { ...row, theirs: { values: [19] } } };
    expect(verdict(goal, rows)).toMatchObject({
      mark: 'missed',
      where: 'small, against theirs',
      note: 'others: 2.50; also missed: large, against theirs: 1.90',
    });
  });

  it('counts who was too slow as beaten, and does not hold while a pair has no figures', () => {
    const goal: Goal = { ...twice, against: ['theirs', 'others'] };
    const ours = { values: [10] };
    const theirs = { values: [90] };
    expect(verdict(goal, { small: { ours, theirs, others: { skipped: 'too slow' } } })?.mark).toBe('holds');
    expect(verdict(goal, { small: { ours, theirs, others: { failed: 'caught' } } })?.mark).toBe('not measured');
    expect(verdict(goal, { small: { ours: { failed: 'caught' }, theirs, others: theirs } })?.mark).toBe('not measured');
  });
});

describe('other goals', () => {
  it('compares what a byte costs in a large case and in a small one', () => {
    const goal: Goal = { ...head, kind: 'growth', from: 'small', to: 'large', beside: 'floor', atMost: 1.5 };
    const row = (values: number[]) => ({ ours: { values } });
    expect(verdict(goal, { small: row([20]), large: row([2800]) })).toMatchObject({
      mark: 'holds',
      measured: { median: 1.4 },
    });
    expect(verdict(goal, { small: row([20]), large: row([3200]) })?.mark).toBe('missed');
    const small = { ...row([20]), floor: { values: [10] } };
    const large = { ...row([3200]), floor: { values: [1550] } };
    expect(verdict(goal, { small, large })).toMatchObject({
      mark: 'missed',
      measured: { median: 1.6 },
      note: 'floor: 1.55',
    });
  });

  it('compares a figure with its ceiling', () => {
    const goal: Goal = { ...head, kind: 'ceiling', case: 'small', atMost: 7000 };
    expect(verdict(goal, { small: { ours: { values: [7000] } } })?.mark).toBe('holds');
    expect(verdict(goal, { small: { ours: { values: [7001] } } })?.mark).toBe('missed');
    expect(verdict(goal, { small: {} })?.mark).toBe('not measured');
  });

  it('tells the figure of a limit beside a ceiling', () => {
    const goal: Goal = { ...head, kind: 'ceiling', case: 'small', atMost: 7000, beside: 'theirs' };
    const small = { ours: { values: [9000, null, 9000] }, theirs: { values: [7089, null, 7089] } };
    expect(verdict(goal, { small })).toMatchObject({ mark: 'missed', note: 'theirs: 7,089' });
    expect(verdict(goal, { small: { ours: small.ours } })?.note).toBeUndefined();
  });

  it('are not measured when their suite did not run or does not exist', () => {
    expect(judge([twice], [suite()], {})[0]).toMatchObject({ mark: 'not measured', note: 'the suite did not run' });
    expect(judge([twice], [], {})[0]).toMatchObject({ mark: 'not measured', note: 'no suite yet' });
  });
});

describe('the table of goals', () => {
  it('has an id for each, and names only cases and contestants that exist', () => {
    expect(new Set(GOALS.map(({ id }) => id)).size).toBe(GOALS.length);
    expect(strayNames(GOALS, SUITES)).toEqual([]);
    const astray: Goal = { ...twice, cases: ['small', 'huge'], against: ['nobody'] };
    expect(strayNames([astray], [suite()])).toEqual([
      "toy.goal: no 'nobody' in 'small'",
      "toy.goal: toy has no case 'huge'",
    ]);
  });
});

describe('the suites', () => {
  it.each(SUITES)('$name names its cases and contestants once, and charts only cases that exist', (each) => {
    const cases = each.cases.map(({ name }) => name);
    const contestants = each.contestants.map(({ name }) => name);
    expect(new Set(cases).size).toBe(cases.length);
    expect(new Set(contestants).size).toBe(contestants.length);
    expect(each.charts.flatMap((chart) => chart.cases).filter((name) => !cases.includes(name))).toEqual([]);
    const missing = each.cases.flatMap((kase) =>
      (kase.contestants ?? []).filter((name) => !contestants.includes(name)),
    );
    expect(missing).toEqual([]);
  });
});
