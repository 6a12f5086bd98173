// Turns a schedule into figures.

import { batches, schedule } from './schedule.mjs';
import { Turnstile } from './turnstile.mjs';

/**
 * @typedef {import('./suite.mjs').Suite} Suite
 * @typedef {import('./suite.mjs').Figures} Figures
 * @typedef {typeof import('./run-job.mjs').runJob} RunJob
 * @typedef {{ rounds: number, isQuick: boolean, budget: import('./suite.mjs').Budget, seed: number, core?: number | undefined }} MeasureOptions `core`: for cases on one core
 */

/**
 * Between its turns a process has time for what V8 postpones: collections of its garbage, which would be in nobody's figure, beside others'
 * turns. Without them it collects when it is out of room, which is while it works.
 */
const TURN_FLAGS = ['--no-minor-gc-task', '--no-memory-reducer'];

/**
 * Measures all suites. Who was skipped or failed once is not run again; who fails has no figure, also none from earlier rounds.
 * @param {readonly Suite[]} suites
 * @param {MeasureOptions} options
 * @param {RunJob} runJob
 * @param {(done: number, all: number, run: import('./schedule.mjs').Run) => void} [onProgress]
 * @returns {Promise<Record<string, import('./suite.mjs').SuiteFigures>>} by suite
 */
export const measureSuites = async (suites, options, runJob, onProgress = () => {}) => {
  /** @type {Record<string, import('./suite.mjs').SuiteFigures>} */
  const figures = {};
  const runs = schedule(suites, options);
  let done = 0;
  for (const batch of batches(runs)) {
    const turnstile = new Turnstile();
    const one = async (/** @type {import('./schedule.mjs').Run} */ run) => {
      onProgress(done++, runs.length, run);
      const own = figuresOf(figures, run);
      if (own.skipped || own.failed) return;
      const outcome = await outcomeOf(run, options, (job, more) => runJob(job, { ...more, turnstile }));
      record(own, run.round, outcome);
      for (const kase of run.suite.cases) {
        if (kase.measuredWith?.case !== run.kase.name) continue;
        record(figuresOf(figures, { ...run, kase }), run.round, readingOf(outcome, kase.measuredWith.detail));
      }
    };
    await Promise.all(batch.map(one));
  }
  return figures;
};

/** @param {Record<string, import('./suite.mjs').SuiteFigures>} figures @param {import('./schedule.mjs').Run} run @returns {Figures} */
const figuresOf = (figures, { suite, kase, contestant }) => {
  figures[suite.name] ??= {};
  const cases = /** @type {import('./suite.mjs').SuiteFigures} */ (figures[suite.name]);
  cases[kase.name] ??= {};
  const contestants = /** @type {Record<string, Figures>} */ (cases[kase.name]);
  contestants[contestant.name] ??= { values: [] };
  return /** @type {Figures} */ (contestants[contestant.name]);
};

/** @param {import('./schedule.mjs').Run} run @param {MeasureOptions} options @param {RunJob} runJob */
const outcomeOf = async ({ suite, kase, contestant, round }, { budget, seed, core }, runJob) => {
  const job = {
    workbench: suite.workbench.href,
    module: contestant.module.href,
    options: contestant.options ?? {},
    params: kase.params,
    seed: seed + round,
    budget,
  };
  const report = await runJob(job, {
    nodeFlags: [...(kase.takesTurns ? TURN_FLAGS : []), ...(kase.nodeFlags ?? [])],
    core: kase.isOnOneCore ? core : undefined,
  });
  if (!('value' in report)) return report;
  const complaint = Number.isFinite(report.value)
    ? suite.verify(kase.params, job.seed, report)
    : `reports the figure ${report.value}`;
  return complaint ? { failed: complaint } : report;
};

/** @param {Awaited<ReturnType<RunJob>>} outcome @param {string} detail */
const readingOf = (outcome, detail) => {
  if (!('value' in outcome)) return outcome;
  const value = outcome.detail?.[detail];
  return value === undefined ? { failed: `reports no ${detail}` } : { ...outcome, value };
};

/** @param {Figures} figures @param {number} round @param {Awaited<ReturnType<RunJob>>} outcome */
const record = (figures, round, outcome) => {
  if ('value' in outcome) {
    while (figures.values.length < round) figures.values.push(null);
    figures.values.push(outcome.value);
    if (outcome.detail) figures.detail = outcome.detail;
    return;
  }
  if ('failed' in outcome) figures.values = [];
  Object.assign(figures, outcome);
};
