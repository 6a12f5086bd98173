import { expect, it } from 'vitest';
import type { AskOptions } from './ask-options.ts';
import { resolveAskOptions } from './resolve-ask-options.ts';

it('asks nobody unless told to, and always rather than in idle times', () => {
  expect(resolveAskOptions(undefined)).toBe(false);
  expect(resolveAskOptions(false)).toBe(false);
  expect(resolveAskOptions({ intervalMs: 1, timeoutMs: 2 })).toEqual({ intervalMs: 1, timeoutMs: 2, when: 'always' });
});

it.each([
  [true, 'askHeartbeats must be an object or false, not true'],
  [{}, 'askHeartbeats.intervalMs must be a number from 1 up, not undefined'],
  [{ intervalMs: 1000, timeoutMs: 0 }, 'askHeartbeats.timeoutMs must be a number from 1 up, not 0'],
  [{ intervalMs: 1000, timeoutMs: Number.POSITIVE_INFINITY }, 'askHeartbeats.timeoutMs must be a number from 1 up'],
  [{ intervalMs: 1000, timeoutMs: 1000, when: 'often' }, "askHeartbeats.when must be one of always, idle, not 'often'"],
])('refuses %o by name', (options, message) => {
  expect(() => resolveAskOptions(options as AskOptions)).toThrow(message);
});
