import { createSystemClock } from '@netmgr/client';
import { expect, it } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { createHop } from './hop.ts';

it('is a microtask on virtual time, so that nobody has to move time on', async () => {
  const clock = new VirtualClock();
  const hop = createHop(clock);
  const ran: string[] = [];
  hop(() => ran.push('first'));
  hop(() => ran.push('second'));
  expect(ran).toEqual([]);
  await null;
  await null;
  expect(ran).toEqual(['first', 'second']);
  expect(clock.armedCount).toBe(0);
});

it('is a timer on any other clock, so that microtasks cannot starve the host', async () => {
  const hop = createHop(createSystemClock());
  const ran: string[] = [];
  await new Promise<void>((resolve) => {
    hop(() => {
      ran.push('hop');
      resolve();
    });
    setImmediate(() => ran.push('host'));
    void Promise.resolve().then(() => ran.push('microtask'));
  });
  expect(ran[0]).toBe('microtask');
  expect(ran).toContain('hop');
});

it('breaks up a conversation that never lets time pass, with an error that says so', async () => {
  const hop = createHop(new VirtualClock());
  const errors: unknown[] = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const caught = new Promise<void>((resolve) => {
    process.once('uncaughtException', (error) => {
      errors.push(error);
      resolve();
    });
  });
  const answer = (): void => hop(answer);
  answer();
  await caught;
  for (const listener of listeners) process.on('uncaughtException', listener);
  expect(errors).toEqual([expect.objectContaining({ code: 'ENDLESS_LOOP' })]);
});
