import { describe, expect, it } from 'vitest';
import { batches, schedule } from './schedule.mjs';
import type { Case, Suite } from './suite.mjs';

const suite = (name: string, cases: Case[], more: Partial<Suite> = {}): Suite => ({
  name,
  title: name,
  unit: 'ns',
  better: 'less',
  workbench: new URL('toy:workbench'),
  cases,
  contestants: ['a', 'b', 'c'].map((each) => ({ name: each, module: new URL(`toy:${each}`) })),
  verify: () => undefined,
  charts: [],
  ...more,
});

const spell = (suites: Suite[], rounds: number, isQuick = false): string =>
  schedule(suites, { rounds, isQuick })
    .map(({ suite, kase, contestant, round }) => `${round}${suite.name}${kase.name}${contestant.name}`)
    .join(' ');

describe('schedule', () => {
  it('goes through all cases in each round, and begins with another contestant each time', () => {
    const x = suite('X', [
      { name: '1', params: {} },
      { name: '2', params: {} },
    ]);
    expect(spell([x], 2)).toBe('0X1a 0X1b 0X1c 0X2a 0X2b 0X2c 1X1c 1X1b 1X1a 1X2c 1X2b 1X2a');
  });

  it('leaves two together of whom one is the limit of the other', () => {
    const contestants = ['a', 'A', 'b', 'B', 'c'].map((each) => ({ name: each, module: new URL(`toy:${each}`) }));
    const rounds = spell([suite('', [{ name: '', params: {} }], { contestants })], 6).replaceAll(/[\d ]/g, '');
    const orders = Array.from({ length: 6 }, (_, round) => rounds.slice(5 * round, 5 * round + 5));
    expect(orders).toEqual(['aAbBc', 'cBbAa', 'bBcaA', 'AacBb', 'caAbB', 'BbAac']);
  });

  it('takes only quick cases on request, and only who takes part in them', () => {
    const x = suite('X', [
      { name: '1', params: {} },
      { name: '2', params: {}, isQuick: true, contestants: ['b'] },
    ]);
    expect(spell([x], 1, true)).toBe('0X2b');
  });

  it('may take fewer contestants of a case when it is quick', () => {
    const x = suite('X', [{ name: '1', params: {}, isQuick: ['a', 'b'], contestants: ['b', 'c'] }]);
    expect(spell([x], 1, true)).toBe('0X1b');
    expect(spell([x], 1)).toBe('0X1b 0X1c');
  });

  it('runs no case that is measured with another', () => {
    const both = { name: '2', params: {}, measuredWith: { case: '1', detail: 'tail' } };
    expect(spell([suite('X', [{ name: '1', params: {}, contestants: ['a'] }, both])], 1)).toBe('0X1a');
  });

  it('puts together the runs of a round of a case that takes turns', () => {
    const x = suite('X', [
      { name: '1', params: {} },
      { name: '2', params: {}, takesTurns: true },
      { name: '3', params: {}, takesTurns: true, contestants: ['b'] },
    ]);
    const together = batches(schedule([x], { rounds: 2, isQuick: false }));
    const names = together.map((batch) => batch.map(({ kase, contestant }) => kase.name + contestant.name).join('+'));
    expect(names.join(' ')).toBe('1a 1b 1c 2a+2b+2c 3b 1c 1b 1a 2c+2b+2a 3b');
  });

  it('gives a case, and a contestant, no more rounds than it wants', () => {
    const contestants = [
      { name: 'a', module: new URL('toy:a') },
      { name: 'b', module: new URL('toy:b'), rounds: 1 },
    ];
    const cases = [
      { name: '1', params: {} },
      { name: '2', params: {}, rounds: 2 },
    ];
    expect(spell([suite('X', cases, { contestants })], 3)).toBe('0X1a 0X1b 0X2a 0X2b 1X1a 1X2a 2X1a');
  });

  it('gives a suite no more rounds than it wants', () => {
    const once = suite('O', [{ name: '1', params: {}, contestants: ['a'] }], { rounds: 1 });
    const often = suite('X', [{ name: '1', params: {}, contestants: ['a'] }]);
    expect(spell([once, often], 2)).toBe('0O1a 0X1a 1X1a');
  });
});
