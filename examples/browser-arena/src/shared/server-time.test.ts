import { describe, expect, it } from 'vitest';
import { ServerTime } from './server-time.ts';

describe('ServerTime', () => {
  it('knows nothing before the first message', () => {
    expect(new ServerTime().at(1000)).toBeUndefined();
  });

  it('keeps to the fastest message, whatever the others waited for', () => {
    const time = new ServerTime();
    time.note(0, 1000);
    time.note(50, 1130);
    time.note(100, 1190);

    expect(time.at(1200)).toBeGreaterThan(195);
    expect(time.at(1200)).toBeLessThanOrEqual(200);
  });

  it('follows a connection that has become slower for good', () => {
    const time = new ServerTime();
    time.note(0, 0);
    for (let ms = 50; ms <= 20_000; ms += 50) time.note(ms, ms + 300);

    expect(time.at(20_000)).toBeCloseTo(19_700, 0);
  });
});
