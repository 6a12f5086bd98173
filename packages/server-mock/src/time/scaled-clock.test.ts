import { expect, it } from 'vitest';
import { createScaledClock } from './scaled-clock.ts';
import { VirtualClock } from './virtual-clock.ts';

it('a scaled clock lets time pass so many times as fast, timers included', async () => {
  const clock = new VirtualClock();
  await clock.advance(100);
  const fast = createScaledClock(clock, 20);
  const beganAt = fast.now();
  const ran: number[] = [];
  fast.after(1000, () => ran.push(fast.now() - beganAt));
  fast.after(2000, () => ran.push(-1))();
  await clock.advance(49);
  expect(ran).toEqual([]);
  await clock.advance(1);
  expect(ran).toEqual([1000]);
  await clock.advance(1000);
  expect([ran, clock.armedCount]).toEqual([[1000], 0]);
});

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a scaled clock has no speed of %s', (speed) => {
  expect(() => createScaledClock(new VirtualClock(), speed)).toThrow('[BAD_OPTION] speed must be');
});
