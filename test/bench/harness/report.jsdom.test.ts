import { describe, expect, it } from 'vitest';
import { drawChart } from './chart.mjs';
import { goalPage } from './goal-page.mjs';
import type { Suite } from './suite.mjs';
import { goalSummary, goalTable, suiteTable } from './tables.mjs';

const suite: Suite = {
  name: 'toy',
  title: 'Toy',
  unit: 'ns',
  better: 'less',
  workbench: new URL('toy:workbench'),
  cases: [
    { name: 'one', params: {} },
    { name: 'two', params: {} },
  ],
  contestants: [
    { name: 'ours', module: new URL('toy:ours'), role: 'ours' },
    { name: 'a < b & "c"', module: new URL('toy:peer') },
    { name: 'floor', module: new URL('toy:floor'), role: 'limit' },
    { name: 'sloth', module: new URL('toy:sloth') },
    { name: 'cheat', module: new URL('toy:cheat') },
  ],
  verify: () => undefined,
  charts: [
    { cases: ['one'], title: 'One & only' },
    { cases: ['one', 'two'], title: 'Both' },
  ],
};

const row = {
  ours: { values: [20, 22, 21] },
  'a < b & "c"': { values: [42, 44, 63] },
  floor: { values: [7, 7, 7] },
  sloth: { values: [], skipped: 'one pass takes a week, or longer where nobody looks' },
  cheat: { values: [], failed: 'dropped work' },
};
const figures = { toy: { one: row, two: row } };
const run = {
  date: '2026-01-02T03:04:05.000Z',
  mode: 'full',
  rounds: 3,
  machine: {
    cpu: 'Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz <1>, cpu family 6, model 106',
    cores: 2,
    os: 'Linux x64',
    node: 'v20.0.0',
    binds: true,
  },
};

/** In the chart's font, of 12 pixels. */
const WIDTH_OF_A_LETTER = 6.5;

const parse = (svg: string): Document => {
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const [problem] = document.getElementsByTagName('parsererror');
  if (problem) throw new Error(problem.textContent ?? '');
  return document;
};

describe('the chart', () => {
  const svg = drawChart([suite], figures, run);
  const document = parse(svg);
  const texts = [...document.querySelectorAll('text')].map((each) => each.textContent);

  it('is well-formed, names the machine and the date, and says everything inside its frame', () => {
    expect(() => parse(svg.replace('&#38;', '&'))).toThrow();
    expect(document.documentElement.tagName).toBe('svg');
    expect(texts).toContain('One & only');
    expect(texts).toContain('a < b & "c"');
    expect(texts.at(-1)).toMatch(
      '2026-01-02 · full, 3 rounds · Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz <1>, cpu family 6, model 106, 2 cores · Linux x64 · Node v20.0.0',
    );
    const width = Number(document.documentElement.getAttribute('width'));
    const height = Number(document.documentElement.getAttribute('height'));
    for (const each of document.querySelectorAll('rect, text')) {
      const isEnd = each.getAttribute('text-anchor') === 'end';
      const length = Number(each.getAttribute('width') ?? (isEnd ? 0 : each.textContent.length * WIDTH_OF_A_LETTER));
      const right = Number(each.getAttribute('x')) + length;
      expect(right).toBeLessThan(width);
      expect(Number(each.getAttribute('y'))).toBeLessThan(height);
    }
  });

  it('draws bars in proportion, the best first, and a word where there is no figure', () => {
    const bars = [...document.querySelectorAll('rect')].slice(0, 3);
    expect(bars.map((bar) => bar.getAttribute('class'))).toEqual(['limit', 'ours', 'peer']);
    const [floor = 0, ours = 0, peer = 0] = bars.map((bar) => Number(bar.getAttribute('width')));
    expect(ours / floor).toBeCloseTo(3, 1);
    expect(peer / ours).toBeCloseTo(44 / 21, 1);
    expect(texts).toEqual(
      expect.arrayContaining(['failed', 'one pass takes a week, or longer where n…', '21.0', '42.0']),
    );
  });

  it('cuts bars that would leave ours too short to see', () => {
    const slow = { ...row, 'a < b & "c"': { values: [9000] }, sloth: { values: [84] } };
    const bars = [...parse(drawChart([suite], { toy: { one: slow } }, run)).querySelectorAll('rect')];
    const width = (i: number) => Number(bars[i]?.getAttribute('width'));
    expect(bars).toHaveLength(5);
    expect(width(2) / width(1)).toBeCloseTo(4, 1);
    expect(width(3) + width(4)).toBeLessThan(width(2));
    expect(width(3) + width(4)).toBeGreaterThan(width(2) * 0.95);
  });

  it('leaves out panels whose cases did not run, and colours itself for dark pages too', () => {
    const svg = drawChart([suite], { toy: { one: row } }, run);
    expect(svg).not.toMatch('Both');
    expect(svg).toMatch('prefers-color-scheme: dark');
    expect(parse(drawChart([suite], {}, run)).querySelectorAll('rect')).toHaveLength(0);
  });
});

describe('the tables', () => {
  it('rank who has a figure, compare them to ours, and tell why the others have none', () => {
    const lines = suiteTable(suite, { one: row }).split('\n');
    expect(lines[0]).toBe('Toy (ns, less is better)');
    const names = ['floor', 'ours', 'a < b & "c"', 'sloth', 'cheat'];
    expect(lines.slice(3).map((line) => names.find((name) => line.trim().startsWith(name)))).toEqual(names);
    expect(lines[5]).toMatch(/44\.0 +2\.10 × \(2\.00–3\.00\)$/);
    expect(lines[6]).toMatch('one pass takes a week');
    expect(lines[7]).toMatch('FAILED: dropped work');
  });

  const verdicts = (() => {
    const goal = { id: 'toy.goal', suite: 'toy', says: 'is fast', of: 'ours' } as const;
    const speed = { ...goal, kind: 'speed', cases: ['one'], against: ['floor'], atLeast: 2 } as const;
    const measured = { median: 2.5, low: 1.9, high: 3, confidence: 0.75, rounds: 3 };
    return [
      { goal: speed, mark: 'holds', measured, where: 'one, against floor', isClose: true },
      { goal: speed, mark: 'missed', measured: { ...measured, median: 1.5 }, where: 'one' },
      { goal: speed, mark: 'not measured', note: 'no suite yet' },
    ] as const;
  })();

  it('mark each goal and count the marks', () => {
    const lines = goalTable(verdicts).split('\n');
    expect(lines[0]).toMatch(/^✔ holds +toy\.goal +is fast +2\.50 \(1\.90–3\.00\) +one, against floor; close$/);
    expect(lines[1]).toMatch(/^✘ missed .* 1\.50 /);
    expect(lines[2]).toMatch(/^– not measured .* no suite yet$/);
    expect(goalSummary(verdicts)).toBe('goals: 1 hold, 1 missed, 1 not measured');
  });

  it('give one digit more to what would look like its goal', () => {
    const [holds] = verdicts;
    const near = (median: number) => goalTable([{ ...holds, measured: { ...holds.measured, median } }]);
    expect(near(1.996)).toMatch(' 1.996 (');
    expect(near(2.004)).toMatch(' 2.004 (');
    expect(near(2)).toMatch(' 2.00 (');
    expect(near(1.99)).toMatch(' 1.99 (');
  });

  it('are a page that tells when and where, and shows the chart beside it', () => {
    const lines = goalPage(verdicts, { ...run, seconds: 150 }, 'some.svg').split('\n');
    expect(lines[2]).toMatch(
      '2026-01-02, full, up to 3 rounds in 3 min, on Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz <1>, cpu family 6, model 106, 2 cores, Linux x64, Node v20.0.0',
    );
    expect(lines[4]).toMatch('goals: 1 hold, 1 missed, 1 not measured');
    expect(lines).toContain('## toy');
    expect(lines).toContain('| ✔ holds | is fast | 2.50 (1.90–3.00) | one, against floor; *close* |');
    expect(lines).toContain('| – not measured | is fast |  | no suite yet |');
    expect(lines.at(-2)).toMatch(/^!\[.+\]\(some\.svg\)$/);
  });
});
