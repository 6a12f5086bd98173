// The process behind one figure: it hears of one job, measures, reports and ends.

process.once('message', async (/** @type {import('./suite.mjs').Job} */ job) => {
  const report = await measured(job);
  process.send?.(report, () => process.exit());
});
process.once('disconnect', () => process.exit());

/** @type {import('./suite.mjs').TakeTurn} */
const takeTurn = () =>
  new Promise((resolve) => {
    process.once('message', () => resolve());
    process.send?.({ waits: true });
  });

/** @param {import('./suite.mjs').Job} job */
const measured = async (job) => {
  try {
    /** @type {import('./suite.mjs').Workbench} */
    const { measure } = await import(job.workbench);
    return await measure(job, takeTurn);
  } catch (error) {
    const { name, message, stack = '' } = /** @type {Error} */ (error);
    if (name === 'EvalError') return { skipped: `cannot run: ${message}` };
    return { failed: name === 'WorkError' ? message : `${name}: ${message} ${stack.split('\n')[1]?.trim() ?? ''}` };
  }
};
