import { expect, it } from 'vitest';
import { TimerGroup } from './timer-group.ts';
import { VirtualClock } from './virtual-clock.ts';

it('counts its own timers only, also as they run and are cancelled', async () => {
  const clock = new VirtualClock();
  const group = new TimerGroup(clock);
  const ran: string[] = [];
  clock.after(5, () => ran.push('not mine'));
  group.after(10, () => ran.push(`first, ${group.armedCount} left`));
  const cancel = group.after(20, () => ran.push('second'));
  expect(group.armedCount).toBe(2);
  await clock.advance(10);
  cancel();
  cancel();
  await clock.advance(100);
  expect(ran).toEqual(['not mine', 'first, 1 left']);
  expect(group.armedCount).toBe(0);
});

it('disarms all at once and leaves the timers of others alone', async () => {
  const clock = new VirtualClock();
  const group = new TimerGroup(clock);
  clock.after(10, () => {});
  for (let i = 0; i < 10; i++) group.after(i, () => expect.unreachable());
  group.disarmAll();
  expect([group.armedCount, clock.armedCount]).toEqual([0, 1]);
  await clock.advance(10);
});

it('waits in parts for what is later than hosts can wait', async () => {
  const clock = new VirtualClock();
  const delays: number[] = [];
  const after = (delayMs: number, fn: () => void): (() => void) => {
    delays.push(delayMs);
    return clock.after(delayMs, fn);
  };
  const group = new TimerGroup({ now: () => clock.now(), after });
  const ran: number[] = [];
  group.after(5_000_000_000, () => ran.push(clock.now()));
  const cancel = group.after(4_000_000_000, () => expect.unreachable());
  group.after(Number.POSITIVE_INFINITY, () => expect.unreachable());
  await clock.advance(3_000_000_000);
  cancel();
  expect([ran, group.armedCount]).toEqual([[], 2]);
  await clock.advance(3_000_000_000);
  expect([ran, group.armedCount]).toEqual([[5_000_000_000], 1]);
  expect(Math.max(...delays)).toBe(2_147_483_647);
  group.disarmAll();
  expect(clock.armedCount).toBe(0);
});
