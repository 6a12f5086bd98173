import { describe, expect, it } from 'vitest';
import { summarize, toPlain } from './value-text.ts';

const circle: { self?: unknown; list: unknown[] } = { list: [] };
circle.self = circle;
circle.list.push(circle, circle, circle);

describe('summarize', () => {
  it('writes fields on one line', () => {
    const value = { id: 7, at: { x: 1.5, y: -2 }, tags: ['a', 'b c'], none: null, big: 9007199254740993n };
    expect(summarize(value)).toBe('id 7, at { x 1.5, y -2 }, tags [ "a", "b c" ], none null, big "9007199254740993"');
  });

  it('leaves the digits out that a float has only by being widened', () => {
    expect(summarize({ a: Math.fround(0.1), b: 0.1, c: Math.fround(57.6) })).toBe('a 0.1, b 0.1, c 57.6');
  });

  it('keeps line ends and quotes of strings inside their quotes', () => {
    expect(summarize({ line: 'one\n two "three": ' })).toBe('line "one\\n two \\"three\\": "');
  });

  it('cuts what is long before it costs much', () => {
    expect(summarize({ s: 'x'.repeat(1e6) }).length).toBeLessThan(250);
    expect(summarize({ bytes: new Uint8Array(1e6) })).toBe(`bytes "${'00'.repeat(16)}…"`);
    expect(summarize(Array.from({ length: 1e6 }, (_, i) => i)).length).toBeLessThan(250);
  });

  it('ends where values go in circles', () => {
    expect(summarize(circle).length).toBeLessThan(2000);
  });

  it('writes no fields as nothing', () => {
    expect(summarize(undefined)).toBe('');
  });
});

describe('toPlain', () => {
  it('gives what JSON can say', () => {
    const value = {
      long: -5n,
      nan: Number.NaN,
      bytes: new Uint8Array([1, 255]),
      map: new Map([[1, { n: 2n }]]),
      set: new Set([1, 2]),
      float: Math.fround(0.1),
    };
    expect(JSON.parse(JSON.stringify(toPlain(value)))).toEqual({
      long: '-5',
      nan: 'NaN',
      bytes: '01ff',
      map: [[1, { n: '2' }]],
      set: [1, 2],
      float: Math.fround(0.1),
    });
  });

  it('lets no value speak for itself', () => {
    const mute = {
      hp: 5,
      toJSON: () => {
        throw new Error('not for you');
      },
    };
    expect(JSON.stringify(toPlain([mute]))).toBe('[{"hp":5}]');
    expect(summarize(mute)).toBe('hp 5');
  });

  it('ends where values go in circles, or never end', () => {
    function* endless(): Generator<number> {
      for (;;) yield 1;
    }
    expect(JSON.stringify(toPlain({ circle, endless: endless() })).length).toBeLessThan(1_000_000);
  });
});
