import { describe, expect, it } from 'vitest';
import { drawPauseMs, parseDuration, parsePace } from './duration.ts';

describe('parseDuration', () => {
  it('reads milliseconds to hours, and takes a bare number for seconds', () => {
    expect(['600ms', '10s', '2m', '1h', '1.5', ' 3S '].map(parseDuration)).toEqual([
      600, 10_000, 120_000, 3_600_000, 1500, 3000,
    ]);
  });

  it('knows what is none', () => {
    expect(['', 'soon', '-1s', '1d', '1 s'].map(parseDuration)).toEqual(Array(5).fill(undefined));
  });
});

describe('parsePace', () => {
  it('reads a mean and a spread, in two spellings', () => {
    expect(parsePace('2s')).toEqual({ meanMs: 2000, spreadMs: 0 });
    expect(parsePace('500ms±200ms')).toEqual({ meanMs: 500, spreadMs: 200 });
    expect(parsePace('500ms +- 0.5s')).toEqual({ meanMs: 500, spreadMs: 500 });
  });

  it('refuses a spread that would go back in time, and what is no duration', () => {
    expect(['500ms±501ms', '±1s', '1s±', '1s±1s±1s', 'a±b'].map(parsePace)).toEqual(Array(5).fill(undefined));
  });
});

describe('drawPauseMs', () => {
  it('draws from the mean less the spread up to the mean and the spread', () => {
    const pace = { meanMs: 500, spreadMs: 200 };
    expect([0, 0.5, 1].map((drawn) => drawPauseMs(pace, () => drawn))).toEqual([300, 500, 700]);
  });
});
