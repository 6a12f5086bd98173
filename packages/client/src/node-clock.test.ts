import { expect, it, onTestFinished, vi } from 'vitest';
import { NODE_CLOCK } from './node-clock.ts';

/** Arms one timer as its owner would, which keeps what it is given. */
const createTimer = (fn: () => void): ((delayMs?: number) => void) => {
  let timer: unknown;
  let armedMs: number | undefined;
  return (delayMs) => {
    timer = NODE_CLOCK.rearm!(fn, delayMs, timer, armedMs);
    armedMs = delayMs;
  };
};

/** A timer under the test's own time, and how often the host was asked for a new one. */
const setUp = () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const made = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => made.mockRestore());
  const ran = vi.fn();
  return { made, ran, arm: createTimer(ran) };
};

it('runs once for each time it is armed, by the same timer of the host as long as the delay is the same', () => {
  const { made, ran, arm } = setUp();
  for (let times = 1; times <= 3; times++) {
    arm(1000);
    vi.advanceTimersByTime(999);
    expect(ran).toHaveBeenCalledTimes(times - 1);
    vi.advanceTimersByTime(1);
    expect(ran).toHaveBeenCalledTimes(times);
    vi.advanceTimersByTime(5000);
    expect(ran).toHaveBeenCalledTimes(times);
  }
  expect(made).toHaveBeenCalledTimes(1);
});

it('forgets when it was to run once it is armed anew, for the same delay or another', () => {
  const { ran, arm } = setUp();
  arm(1000);
  vi.advanceTimersByTime(600);
  arm(1000);
  vi.advanceTimersByTime(600);
  expect(ran).toHaveBeenCalledTimes(0);
  arm(200);
  vi.advanceTimersByTime(200);
  expect(ran).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(5000);
  expect(ran).toHaveBeenCalledTimes(1);
});

it('does not run once it is disarmed, and can be armed again for the same delay', () => {
  const { ran, arm } = setUp();
  arm();
  arm(1000);
  arm();
  vi.advanceTimersByTime(5000);
  expect(ran).toHaveBeenCalledTimes(0);
  arm(1000);
  vi.advanceTimersByTime(1000);
  expect(ran).toHaveBeenCalledTimes(1);
});

it('asks the host for whole milliseconds that it can keep', () => {
  const { made, arm } = setUp();
  for (const ms of [4.01, 1e12]) arm(ms);
  expect(made.mock.calls.map(([, ms]) => ms)).toEqual([5, 2 ** 31 - 1]);
});

it('runs again and again on the host itself', async () => {
  let runs = 0;
  await new Promise<void>((resolve) => {
    const arm = createTimer(() => {
      runs++;
      // Armed from inside its own run, from outside, and after it was disarmed.
      if (runs === 1) arm(1);
      else if (runs === 2) setImmediate(() => arm(1));
      else if (runs === 3) {
        arm();
        arm(1);
      } else resolve();
    });
    arm(1);
  });
  expect(runs).toBe(4);
});
