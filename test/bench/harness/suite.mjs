// What a suite is. The harness knows nothing of frames, codecs or bundles: it starts processes, pairs what they report, and judges it.

/**
 * One way to do a suite's work.
 * @typedef {object} Contestant
 * @property {string} name
 * @property {URL} module what the suite's workbench imports
 * @property {Record<string, unknown>} [options] what the workbench is handed beside it; plain data
 * @property {'ours' | 'limit' | 'peer'} [role] `limit`: what the machine could do at best. Default `peer`.
 * @property {number} [rounds] where more would only repeat the same figure
 */

/**
 * One workload.
 * @typedef {object} Case
 * @property {string} name
 * @property {Record<string, unknown>} params what the workbench is handed; plain data
 * @property {boolean | readonly string[]} [isQuick] `--quick` runs only these, and where there are names, with those contestants only
 * @property {readonly string[]} [nodeFlags] flags of Node for its processes
 * @property {boolean} [isOnOneCore] its processes, with all that they start, share one core, where the platform can bind them to it
 * @property {boolean} [takesTurns] the processes of all contestants are up at once and measure by turns, so that the same moods of the
 *   machine meet all; its workbench asks for turns
 * @property {readonly string[]} [contestants] names of those that take part; all when left out
 * @property {number} [rounds] where more would only repeat the same figure; likewise of a contestant and of a suite
 * @property {string} [unit] of its figures, where it is not the suite's
 * @property {'less' | 'more'} [better] likewise
 * @property {{ case: string, detail: string }} [measuredWith] no runs of its own: its figures are what the runs of that case report under
 *   this name in `detail`
 * @property {number} [bytes] bytes that one unit of `value` stands for; goals about growth need it
 */

/**
 * What a process is asked to measure.
 * @typedef {object} Job
 * @property {string} workbench URL of the module that measures
 * @property {string} module URL of the contestant's module
 * @property {Record<string, unknown>} options
 * @property {Record<string, unknown>} params
 * @property {number} seed differs from round to round
 * @property {Budget} budget
 */

/**
 * How long a process may take. `passLimitMs`: a contestant that needs longer for one pass of a workload is skipped.
 * @typedef {{ warmMs: number, measureMs: number, passLimitMs: number }} Budget
 */

/**
 * What a workbench reports: a figure with the proof that all work was done, or why it was not measured.
 * `count` and `checksum` go through the suite's `verify`; `detail` is kept in the results and not judged.
 * @typedef {{ value: number, count: number, checksum: number, detail?: Record<string, number> }} Measurement
 * @typedef {{ skipped: string }} Skipped
 */

/**
 * Waits until no other contestant of a case that takes turns is at work. Until the first call a process has a turn as well.
 * @typedef {() => Promise<void>} TakeTurn
 */

/** What a workbench module exports. @typedef {{ measure: (job: Job, takeTurn?: TakeTurn) => Promise<Measurement | Skipped> }} Workbench */

/**
 * A set of workloads and those who compete in them.
 * @typedef {object} Suite
 * @property {string} name what `--only` calls it
 * @property {string} title
 * @property {string} unit of `value`
 * @property {'less' | 'more'} better
 * @property {URL} workbench a module with `measure(job)`, which runs in a fresh process for every figure
 * @property {readonly Case[]} cases
 * @property {readonly Contestant[]} contestants
 * @property {number} [rounds] where more would only repeat the same figure
 * @property {(params: Record<string, unknown>, seed: number, measurement: Measurement) => string | undefined} verify
 *   tells what is wrong with a report, in the process that did not make it
 * @property {readonly ChartPlan[]} charts
 */

/** A panel of the chart: one case, or several added up. @typedef {{ cases: readonly string[], title: string }} ChartPlan */

/**
 * Every figure of one contestant in one case, by round; `null` where a round has none.
 * @typedef {{ values: (number | null)[], skipped?: string, failed?: string, detail?: Record<string, number> }} Figures
 * @typedef {Record<string, Record<string, Figures>>} SuiteFigures case → contestant → figures
 */

/**
 * Tells in what a case is measured, and which figures are good.
 * @param {Suite} suite
 * @param {Case | undefined} kase
 */
export const scaleOf = (suite, kase) => ({ unit: kase?.unit ?? suite.unit, better: kase?.better ?? suite.better });

/**
 * Lists who takes part in a case.
 * @param {Suite} suite
 * @param {Case} kase
 * @param {boolean} [isQuick] leaves out those for whom there is no time in a quick run
 */
export const contestantsOf = ({ contestants }, kase, isQuick = false) => {
  const lists = [kase.contestants, isQuick && kase.isQuick].filter((list) => Array.isArray(list));
  return contestants.filter(({ name }) => lists.every((names) => names.includes(name)));
};
