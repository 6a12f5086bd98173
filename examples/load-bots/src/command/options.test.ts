import { describe, expect, it } from 'vitest';
import { readOptions, USAGE } from './options.ts';

describe('readOptions', () => {
  it('reads what the documentation shows', () => {
    const line =
      '--url ws://127.0.0.1:8080 --bots 200 --ramp 10s --duration 60s --think 500ms±200ms --script my-bot.mjs --messages m.mjs --timeout 2s --seed 7 --json r.json --max-p99 200ms --max-errors 0';
    expect(readOptions(line.split(' '))).toEqual({
      url: 'ws://127.0.0.1:8080',
      bots: 200,
      rampMs: 10_000,
      durationMs: 60_000,
      pace: { meanMs: 500, spreadMs: 200 },
      script: 'my-bot.mjs',
      messagesPath: 'm.mjs',
      requestTimeoutMs: 2000,
      seed: 7,
      jsonPath: 'r.json',
      limits: { p99: 200, errors: 0 },
    });
  });

  it('has an answer for all that is not said, and no limits then', () => {
    expect(readOptions([])).toMatchObject({ url: undefined, bots: 50, script: 'echo', durationMs: 10_000, limits: {} });
    expect(readOptions(['-h'])).toBeUndefined();
  });

  it('names each flag in its help', () => {
    const words = '--max-p50 --max-p90 --max-p99 --max-p999 --max-latency --max-errors --timeout --json --help'.split(
      ' ',
    );
    for (const word of words) expect(USAGE).toContain(word);
    const limits = ['p50', 'p90', 'p99', 'p999', 'latency'].flatMap((name) => [`--max-${name}`, '5ms']);
    expect(readOptions(limits)?.limits).toEqual({ p50: 5, p90: 5, p99: 5, p999: 5, max: 5 });
  });

  it.each([
    ['--url', 'http://127.0.0.1:8080'],
    ['--url', '127.0.0.1:8080'],
    ['--bots', '0'],
    ['--bots', 'many'],
    ['--ramp', 'slow'],
    ['--duration', '-1'],
    ['--think', '1s±2s'],
    ['--timeout', 'never'],
    ['--timeout', '0s'],
    ['--duration', '0'],
    ['--seed', '1.5'],
    ['--max-p99', 'fast'],
    ['--max-p99', '5'],
    ['--max-latency', '0.5 '],
    ['--max-errors', '-1'],
  ])('says in one line what is wrong with %s %s', (flag, value) => {
    expect(() => readOptions([`${flag}=${value}`])).toThrow(new RegExp(`^${flag} takes .*'${value}'$`));
  });

  it('says how many bots there may be, whatever was asked for', () => {
    for (const value of ['0', 'many', '100001'])
      expect(() => readOptions([`--bots=${value}`])).toThrow(
        `--bots takes a whole number from 1 to 100000, not '${value}'`,
      );
  });

  it('knows no other flags and no words of their own', () => {
    expect(() => readOptions(['--users', '5'])).toThrow();
    expect(() => readOptions(['ws://127.0.0.1:1'])).toThrow();
  });
});
