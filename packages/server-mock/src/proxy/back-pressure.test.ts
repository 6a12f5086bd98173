import { describe, expect, it } from 'vitest';
import type { Link } from '../link/link.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { BackPressure } from './back-pressure.ts';

const createBench = () => {
  const clock = new VirtualClock();
  const log: string[] = [];
  const source = { pause: () => log.push('pause'), resume: () => log.push('resume') } as unknown as Link;
  const sink = { bufferedBytes: 0 };
  return { clock, log, sink, pressure: new BackPressure(clock, source, sink as Link, 100) };
};

describe('BackPressure', () => {
  it('stops the source above the limit, and lets it go at half of it', () => {
    const { log, sink, pressure } = createBench();
    for (const bytes of [100, 101, 500, 51, 50, 0]) {
      sink.bufferedBytes = bytes;
      pressure.check();
      log.push(String(bytes));
    }
    expect(log).toEqual(['100', 'pause', '101', '500', '51', 'resume', '50', '0']);
  });

  it('looks again by itself while it holds, and arms nothing otherwise', async () => {
    const { clock, log, sink, pressure } = createBench();
    pressure.check();
    expect(clock.armedCount).toBe(0);
    sink.bufferedBytes = 101;
    pressure.check();
    await clock.advance(1000);
    expect([log, clock.armedCount]).toEqual([['pause'], 1]);
    sink.bufferedBytes = 50;
    await clock.advance(20);
    expect([log, clock.armedCount]).toEqual([['pause', 'resume'], 0]);
  });

  it('lets the source go for good when it is stopped, whatever waits', async () => {
    const { clock, log, sink, pressure } = createBench();
    sink.bufferedBytes = 101;
    pressure.check();
    pressure.stop();
    pressure.stop();
    pressure.check();
    await clock.advance(1000);
    expect([log, clock.armedCount]).toEqual([['pause', 'resume'], 0]);
  });
});
