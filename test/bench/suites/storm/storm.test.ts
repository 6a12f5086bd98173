import { describe, expect, it } from 'vitest';
import { POLICIES } from './policies.mjs';
import { createDoor, simulateStorm, worstSpan } from './storm.mjs';

const delaysOf = (name: string, drawn: number, count: number): (number | undefined)[] => {
  const policy = POLICIES[name]?.(() => drawn);
  return Array.from({ length: count }, (_, i) => policy?.(i + 1));
};

describe('the published policies', () => {
  it.each([
    ['phoenix', 0.5, [10, 50, 100, 150, 200, 250, 500, 1000, 2000, 5000, 5000]],
    ['colyseus', 0.5, [200, 400, 800, 1600, 3200, 5000]],
    ['AWS full jitter', 0.5, [50, 100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]],
    ['centrifuge', 0.999, [1000, 1499, 2498, 4496, 8492, 16_484, 20_000]],
    ['socket.io', 0, [1000, 2000, 4000, 5000]],
    ['socket.io', 0.99, [1495, 2990, 5000]],
    ['socket.io', 0.85, [575, 1150, 2300, 4600, 5000]],
    ['mqtt', 0.5, [1000, 1000]],
    ['nats', 0.999, [2100, 2100]],
    ['partysocket', 0.5, [3000, 3900, 5070]],
    ['reconnecting-websocket', 0.5, [3000, 3900, 5070]],
    ['signalr', 0.5, [0, 2000, 10_000, 30_000, undefined]],
  ])('%s, drawing %d', (name, drawn, expected) => {
    const delays = delaysOf(name, drawn, expected.length);
    expect(delays.map((ms) => (ms === undefined ? undefined : Math.round(ms)))).toEqual(expected);
  });

  it('let Colyseus give up after fifteen dials', () => {
    expect(delaysOf('colyseus', 0.5, 16).slice(14)).toEqual([5000, undefined]);
  });
});

describe('worstSpan', () => {
  it('finds the fullest span wherever it begins, its end not included', () => {
    expect(worstSpan([0, 900, 1000, 1100, 1899, 1900], 1000)).toBe(4);
    expect(worstSpan([0, 1000, 2000], 1000)).toBe(1);
    expect(worstSpan([], 1000)).toBe(0);
  });
});

describe('createDoor', () => {
  it('lets nobody in while the server is down, and then as many a second as there are slots', () => {
    const door = createDoor({ downMs: 1500, slotsPerSecond: 2 });
    expect([1499, 1500, 1600, 1700, 2000, 2999, 2999].map(door)).toEqual([false, true, true, false, true, true, false]);
  });
});

describe('simulateStorm', () => {
  it('dials again whoever was refused, in order of time, until all are back', () => {
    const params = { clients: 3, downMs: 0, slotsPerSecond: 1 };
    const storm = simulateStorm(params, (client) => (attempt) => (attempt === 1 ? 30 - 10 * client : 1000));
    expect(storm).toEqual({ attempts: [10, 20, 30, 1020, 1030, 2030], back: 3, allBackMs: 2030 });
  });

  it('counts whoever gives up as not back', () => {
    const params = { clients: 5, downMs: 100, slotsPerSecond: 1e9 };
    const storm = simulateStorm(params, (client) => (attempt) => (attempt > 2 ? undefined : client === 0 ? 60 : 10));
    expect(storm).toMatchObject({ back: 1, allBackMs: 120 });
    expect(storm.attempts).toHaveLength(10);
  });

  it('keeps its order through many dials', () => {
    let drawn = 1;
    const random = (): number => {
      drawn = (drawn * 48_271) % 2_147_483_647;
      return drawn / 2_147_483_647;
    };
    const { attempts, back } = simulateStorm({ clients: 500, downMs: 2000, slotsPerSecond: 50 }, () => {
      return POLICIES['AWS full jitter']?.(random) as (attempt: number) => number;
    });
    expect(back).toBe(500);
    expect(attempts).toEqual(attempts.toSorted((a, b) => a - b));
  });
});
