import { expect, it } from 'vitest';
import { weather } from './netmgr-crowd.mjs';
import { worstSpan } from './storm.mjs';

const seeded = (): (() => number) => {
  let drawn = 7;
  return () => {
    drawn = (drawn * 48_271) % 2_147_483_647;
    return drawn / 2_147_483_647;
  };
};

it('brings a crowd back after a restart, spread out, and a restart that was announced spreads the first dials over seven seconds', async () => {
  const params = { clients: 200, downMs: 2000, slotsPerSecond: 50 };
  const storm = await weather(params, seeded(), {});
  expect(storm.back).toBe(200);
  expect(storm.allBackMs).toBeGreaterThanOrEqual(2000 + 3000);
  expect(storm.attempts.length).toBeGreaterThan(400);
  expect(storm.attempts.slice(0, 100).every((at) => at < 1000)).toBe(true);

  const announced = await weather({ ...params, announced: true }, seeded(), {});
  expect(announced.back).toBe(200);
  expect(worstSpan(announced.attempts, 1000)).toBeLessThan(worstSpan(storm.attempts, 1000) / 2);

  const first = await weather({ clients: 200, downMs: 0, slotsPerSecond: 200, announced: true }, seeded(), {});
  expect(first.attempts.length).toBe(200);
  expect(Math.max(...first.attempts)).toBeGreaterThan(6500);
  expect(Math.max(...first.attempts)).toBeLessThanOrEqual(7000);
});
