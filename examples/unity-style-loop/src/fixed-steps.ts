/** How a fixed-step loop runs. */
export interface FixedStepOptions {
  /** Time between steps. */
  readonly stepMs: number;
  /** How many steps to run in all. */
  readonly steps: number;
  /** How many steps may be caught up at once; what is missed beyond is let go, or a slow machine would never get out of it. */
  readonly maxCatchUp: number;
  /** Runs once per step, which are numbered from 1. */
  readonly onStep: (step: number) => void;
  /** Ends the loop before its time. */
  readonly signal: AbortSignal;
}

/** Runs a function at a fixed rate, as Unity does with FixedUpdate, and resolves after the last step. */
export const runFixedSteps = ({ stepMs, steps, maxCatchUp, onStep, signal }: FixedStepOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    let step = 0;
    let dueMs = performance.now();
    const tick = (): void => {
      const nowMs = performance.now();
      dueMs = Math.max(dueMs, nowMs - maxCatchUp * stepMs);
      try {
        for (; dueMs <= nowMs && step < steps && !signal.aborted; dueMs += stepMs) onStep(++step);
      } catch (error) {
        reject(error);
        return;
      }
      if (step === steps || signal.aborted) resolve();
      else setTimeout(tick, Math.max(0, dueMs - performance.now()));
    };
    tick();
  });
