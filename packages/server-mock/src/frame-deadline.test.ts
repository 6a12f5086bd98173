import { expect, it } from 'vitest';
import { FrameDeadline } from './frame-deadline.ts';
import { VirtualClock } from './time/virtual-clock.ts';

const createDeadline = (timeoutMs: number): { clock: VirtualClock; deadline: FrameDeadline; expired: string[] } => {
  const clock = new VirtualClock();
  const expired: string[] = [];
  const deadline = new FrameDeadline(clock, timeoutMs, (waitedMs) => expired.push(`${waitedMs} at ${clock.now()}`));
  return { clock, deadline, expired };
};

it('expires when one frame stays incomplete, counted from its first piece', async () => {
  const { clock, deadline, expired } = createDeadline(100);
  deadline.notePartial(true);
  await clock.advance(60);
  deadline.notePartial(false);
  await clock.advance(39);
  expect(expired).toEqual([]);
  await clock.advance(1);
  expect(expired).toEqual(['100 at 100']);
});

it('gives a new frame its full time, and arms one timer for all of them', async () => {
  const { clock, deadline, expired } = createDeadline(100);
  for (let i = 0; i < 10; i++) {
    deadline.notePartial(true);
    expect(clock.armedCount).toBe(1);
    await clock.advance(90);
  }
  expect(expired).toEqual([]);
  await clock.advance(10);
  expect(expired).toEqual(['100 at 910']);
});

it('does not expire once the frame is whole, and rests when there is none', async () => {
  const { clock, deadline, expired } = createDeadline(100);
  deadline.notePartial(true);
  deadline.noteWhole();
  await clock.advance(1000);
  expect(expired).toEqual([]);
  expect(clock.armedCount).toBe(0);
});

it('arms nothing after it was stopped, nor when there is no limit', () => {
  const { clock, deadline } = createDeadline(100);
  deadline.notePartial(true);
  deadline.stop();
  expect(clock.armedCount).toBe(0);
  const endless = createDeadline(Number.POSITIVE_INFINITY);
  endless.deadline.notePartial(true);
  expect(endless.clock.armedCount).toBe(0);
});
