import { expect, it, onTestFinished, vi } from 'vitest';
import { createSystemClock } from './clock.ts';

const passing = (ms: number): Promise<void> => new Promise((resolve) => createSystemClock().after(ms, resolve));

it('runs a timer once its delay has passed, and not when it was cancelled', async () => {
  const clock = createSystemClock();
  const ran: string[] = [];
  clock.after(1, () => ran.push('kept'));
  const cancel = clock.after(1, () => ran.push('cancelled'));
  cancel();
  cancel();
  await passing(20);
  expect(ran).toEqual(['kept']);
});

it('does not run a timer at once whose delay is longer than hosts can keep', async () => {
  const cancels = [2 ** 31, 1e12, Number.POSITIVE_INFINITY].map((ms) =>
    createSystemClock().after(ms, () => expect.unreachable()),
  );
  await passing(20);
  for (const cancel of cancels) cancel();
});

it('asks the host for no less than a delay with a fraction, which the host would cut off', () => {
  const asked = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => asked.mockRestore());
  for (const ms of [0, 4.01, 5, 5.99]) createSystemClock().after(ms, () => {})();
  expect(asked.mock.calls.map(([, ms]) => ms)).toEqual([0, 5, 5, 6]);
});

it('never goes backwards', () => {
  const clock = createSystemClock();
  let before = clock.now();
  for (let i = 0; i < 1000; i++) {
    const now = clock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    before = now;
  }
});
