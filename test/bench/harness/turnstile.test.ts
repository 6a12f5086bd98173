import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Turnstile } from './turnstile.mjs';

describe('Turnstile', () => {
  it('lets in one at a time, and by turns those who come again', async () => {
    const turnstile = new Turnstile();
    const heard: string[] = [];
    const go = async (name: string, times: number) => {
      for (let i = 0; i < times; i++) {
        const leave = await turnstile.enter();
        heard.push(`${name} in`);
        await setImmediate();
        heard.push(`${name} out`);
        leave();
        leave();
      }
    };
    await Promise.all([go('a', 2), go('b', 3), go('c', 1)]);
    expect(heard.map((each) => each[0]).join('')).toBe('aabbccaabbbb');
    expect(heard.every((each, i) => each.endsWith(i % 2 === 0 ? 'in' : 'out'))).toBe(true);
  });
});
