// Says where each goal stands, from paired rounds.

import { amountBeside } from './amount.mjs';
import { fitPower } from './fit.mjs';
import { median, pairedRatios, spreadOf } from './statistics.mjs';
import { contestantsOf, scaleOf } from './suite.mjs';

/**
 * @typedef {import('./suite.mjs').Suite} Suite
 * @typedef {import('./suite.mjs').Figures} Figures
 * @typedef {import('./statistics.mjs').Spread} Spread
 *
 * `speed`: how many times as good `of` is as each of `against`, in each of `cases`; the worst pair decides, and others that miss the goal
 *   are told too. So is that of `beside`, a limit, where it is given: what the goal asks of a machine may be more than that machine's limit is.
 * `growth`: what a byte costs in the case `to`, in terms of the case `from`; that of `beside`, a limit, is told too.
 * `ceiling`: the figure itself; that of `beside`, a limit, is told too where it is given.
 * `surplus`: by how much the figure is above that of `against`.
 * `scaling`: the power of the size with which the cost of all grows, where figures are the cost of one; that of `beside`, a limit, is told too.
 *
 * @typedef {{ id: string, suite: string, says: string, of: string }} GoalHead
 * @typedef {GoalHead & { kind: 'speed', cases: readonly string[], against: readonly string[], atLeast: number, beside?: string }} SpeedGoal
 * @typedef {GoalHead & { kind: 'growth', from: string, to: string, beside: string, atMost: number }} GrowthGoal
 * @typedef {GoalHead & { kind: 'ceiling', case: string, atMost: number, beside?: string }} CeilingGoal
 * @typedef {GoalHead & { kind: 'surplus', case: string, against: string, atMost: number }} SurplusGoal
 * @typedef {GoalHead & { kind: 'scaling', sizes: readonly { case: string, size: number }[], beside: string, atMost: number }} ScalingGoal
 * @typedef {SpeedGoal | GrowthGoal | CeilingGoal | SurplusGoal | ScalingGoal} Goal
 *
 * `where`: the case and rival that decided. `isClose`: the interval reaches to both sides of the goal.
 * @typedef {{ goal: Goal, mark: 'holds' | 'missed' | 'not measured', measured?: Spread, where?: string, isClose?: boolean, note?: string }} Verdict
 */

/**
 * @param {readonly Goal[]} goals
 * @param {readonly Suite[]} suites
 * @param {Record<string, import('./suite.mjs').SuiteFigures>} figures by suite
 * @returns {Verdict[]}
 */
export const judge = (goals, suites, figures) =>
  goals.map((goal) => {
    const suite = suites.find(({ name }) => name === goal.suite);
    const measured = figures[goal.suite];
    if (!suite || !measured)
      return { goal, mark: 'not measured', note: suite ? 'the suite did not run' : 'no suite yet' };
    if (goal.kind === 'speed') return judgeSpeed(goal, suite, measured);
    if (goal.kind === 'growth') return judgeGrowth(goal, suite, measured);
    if (goal.kind === 'surplus') return judgeSurplus(goal, measured);
    return goal.kind === 'scaling' ? judgeScaling(goal, measured) : judgeCeiling(goal, measured);
  });

/**
 * Tells how many times as good the first figures are as the second ones, or nothing when no round has both.
 * @param {Suite['better']} better
 * @param {Figures | undefined} ours
 * @param {Figures | undefined} theirs
 */
export const timesAsGood = (better, ours, theirs) => {
  const ratios =
    better === 'less'
      ? pairedRatios(theirs?.values ?? [], ours?.values ?? [])
      : pairedRatios(ours?.values ?? [], theirs?.values ?? []);
  return ratios.length > 0 ? spreadOf(ratios) : undefined;
};

/** @param {SpeedGoal} goal @param {Suite} suite @param {import('./suite.mjs').SuiteFigures} measured @returns {Verdict} */
const judgeSpeed = (goal, suite, measured) => {
  /** @type {{ where: string, spread: Spread, limit: Spread | undefined }[]} */
  const pairs = [];
  /** @type {string[]} */
  const missing = [];
  for (const name of goal.cases) {
    const { better } = scaleOf(
      suite,
      suite.cases.find((kase) => kase.name === name),
    );
    for (const rival of goal.against) {
      const where = `${name}, against ${rival}`;
      const theirs = measured[name]?.[rival];
      const spread = timesAsGood(better, measured[name]?.[goal.of], theirs);
      const limit = goal.beside ? timesAsGood(better, measured[name]?.[goal.beside], theirs) : undefined;
      if (spread) pairs.push({ where, spread, limit });
      // A rival that cannot do the work in time, or at all, is no faster.
      else if (!theirs?.skipped) missing.push(where);
    }
  }
  const [worst, ...others] = pairs.toSorted((a, b) => a.spread.median - b.spread.median);
  if (!worst) return { goal, mark: 'not measured', note: 'no pair of figures' };
  const { where, spread, limit } = worst;
  const verdict = withLimit(
    goal.beside,
    limit?.median,
    verdictOf(goal, spread, spread.median >= goal.atLeast, goal.atLeast, where),
  );
  const told = withNote(verdict, alsoMissed(goal, others));
  if (missing.length === 0) return told;
  const note = `${missing.length} of ${missing.length + pairs.length} pairs not measured`;
  return told.mark === 'missed' ? withNote(told, note) : { goal, mark: 'not measured', note };
};

/** Names the pairs that miss a goal, besides the worst. @param {SpeedGoal} goal @param {readonly { where: string, spread: Spread }[]} others */
const alsoMissed = ({ atLeast }, others) => {
  const names = others
    .filter(({ spread }) => spread.median < atLeast)
    .map(({ where, spread }) => `${where}: ${amountBeside(spread.median, atLeast)}`);
  return names.length > 0 ? `also missed: ${names.join(', ')}` : undefined;
};

/** @param {GrowthGoal} goal @param {Suite} suite @param {import('./suite.mjs').SuiteFigures} measured @returns {Verdict} */
const judgeGrowth = (goal, suite, measured) => {
  const perByte = (/** @type {string} */ name, /** @type {string} */ who) => {
    const bytes = suite.cases.find((kase) => kase.name === name)?.bytes ?? Number.NaN;
    return (measured[name]?.[who]?.values ?? []).map((value) => (value === null ? null : value / bytes));
  };
  const ratiosOf = (/** @type {string} */ who) => pairedRatios(perByte(goal.to, who), perByte(goal.from, who));
  const ratios = ratiosOf(goal.of);
  if (ratios.length === 0) return { goal, mark: 'not measured', note: 'no pair of figures' };
  const spread = spreadOf(ratios);
  const where = `${goal.to}, in terms of ${goal.from}`;
  const verdict = verdictOf(goal, spread, spread.median <= goal.atMost, goal.atMost, where);
  const limit = ratiosOf(goal.beside);
  return withLimit(goal.beside, limit.length === 0 ? undefined : median(limit), verdict);
};

/** @param {CeilingGoal} goal @param {import('./suite.mjs').SuiteFigures} measured @returns {Verdict} */
const judgeCeiling = (goal, measured) => {
  const valuesOf = (/** @type {string} */ who) =>
    (measured[goal.case]?.[who]?.values ?? []).filter((value) => value !== null);
  const values = valuesOf(goal.of);
  if (values.length === 0) return { goal, mark: 'not measured', note: 'no figure' };
  const spread = spreadOf(values);
  const verdict = verdictOf(goal, spread, spread.median <= goal.atMost, goal.atMost, goal.case);
  const limit = goal.beside ? valuesOf(goal.beside) : [];
  return withLimit(goal.beside, limit.length === 0 ? undefined : median(limit), verdict);
};

/** @param {SurplusGoal} goal @param {import('./suite.mjs').SuiteFigures} measured @returns {Verdict} */
const judgeSurplus = (goal, measured) => {
  const theirs = measured[goal.case]?.[goal.against]?.values ?? [];
  const surpluses = (measured[goal.case]?.[goal.of]?.values ?? []).flatMap((value, round) => {
    const other = theirs[round] ?? null;
    return value === null || other === null ? [] : [value - other];
  });
  if (surpluses.length === 0) return { goal, mark: 'not measured', note: 'no pair of figures' };
  const spread = spreadOf(surpluses);
  return verdictOf(goal, spread, spread.median <= goal.atMost, goal.atMost, `${goal.case}, above ${goal.against}`);
};

/** @param {ScalingGoal} goal @param {import('./suite.mjs').SuiteFigures} measured @returns {Verdict} */
const judgeScaling = (goal, measured) => {
  // A size that has more rounds than another would bring in what the machine was like in those.
  const powerOf = (/** @type {string} */ who) => {
    const sizes = goal.sizes.map(({ case: name, size }) => ({ size, values: measured[name]?.[who]?.values ?? [] }));
    const rounds = Math.min(...sizes.map(({ values }) => values.length));
    return fitPower(
      sizes.flatMap(({ size, values }) =>
        values.slice(0, rounds).flatMap((value) => (value === null ? [] : [{ size, cost: value * size }])),
      ),
    );
  };
  const power = powerOf(goal.of);
  if (!power) return { goal, mark: 'not measured', note: 'too few sizes' };
  const names = goal.sizes.map(({ size }) => size.toLocaleString('en')).join(', ');
  const verdict = verdictOf(goal, power, power.median <= goal.atMost, goal.atMost, `power of the size, over ${names}`);
  return withLimit(goal.beside, powerOf(goal.beside)?.median, verdict);
};

/** Adds the figure of a limit, where there is one. @param {string | undefined} beside @param {number | undefined} limit @param {Verdict} verdict */
const withLimit = (beside, limit, verdict) => {
  if (limit === undefined) return verdict;
  return withNote(verdict, `${beside}: ${Number.isInteger(limit) ? limit.toLocaleString('en') : limit.toFixed(2)}`);
};

/** @param {Verdict} verdict @param {string | undefined} note @returns {Verdict} */
const withNote = (verdict, note) =>
  note === undefined ? verdict : { ...verdict, note: [verdict.note, note].filter(Boolean).join('; ') };

/** @param {Goal} goal @param {Spread} measured @param {boolean} holds @param {number} bound @param {string} where @returns {Verdict} */
const verdictOf = (goal, measured, holds, bound, where) => ({
  goal,
  mark: holds ? 'holds' : 'missed',
  measured,
  where,
  isClose: measured.low < bound && bound < measured.high,
});

/**
 * Lists what goals name and their suites do not have: a goal that can never be measured is a mistake.
 * @param {readonly Goal[]} goals @param {readonly Suite[]} suites
 */
export const strayNames = (goals, suites) =>
  goals.flatMap((goal) => {
    const suite = suites.find(({ name }) => name === goal.suite);
    if (!suite) return [];
    const names = casesOf(goal);
    const rivals = [goal.of, 'against' in goal ? goal.against : [], 'beside' in goal ? (goal.beside ?? []) : []].flat();
    return names.flatMap((name) => {
      const kase = suite.cases.find((each) => each.name === name);
      if (!kase) return [`${goal.id}: ${suite.name} has no case '${name}'`];
      const present = contestantsOf(suite, kase).map((each) => each.name);
      return rivals
        .filter((rival) => !present.includes(rival))
        .map((rival) => `${goal.id}: no '${rival}' in '${name}'`);
    });
  });

/** @param {Goal} goal @returns {readonly string[]} */
const casesOf = (goal) => {
  if (goal.kind === 'speed') return goal.cases;
  if (goal.kind === 'growth') return [goal.from, goal.to];
  return goal.kind === 'scaling' ? goal.sizes.map((size) => size.case) : [goal.case];
};

/** The median of a contestant's figures, or nothing when there are none. @param {Figures | undefined} figures */
export const typical = (figures) => {
  const values = (figures?.values ?? []).filter((value) => value !== null);
  return values.length > 0 ? median(values) : undefined;
};
