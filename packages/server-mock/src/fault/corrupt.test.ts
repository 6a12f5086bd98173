import { describe, expect, it } from 'vitest';
import { createFaultBench } from '../../../../test/support/fault-bench.ts';
import { type CorruptOptions, corrupt } from './corrupt.ts';
import { FaultBoard } from './fault-board.ts';

const ZEROS = '00'.repeat(1000);

/** Lists what was done to a stream of zeros: index and mask of each byte that was hit. */
const damage = (options: CorruptOptions, { seed = 1, pieceBytes = 1000 } = {}): [number, number][] => {
  const { board, connect } = createFaultBench((given) => new FaultBoard(given), { seed });
  board.add(corrupt(options));
  const line = connect();
  for (const piece of ZEROS.match(new RegExp(`.{1,${pieceBytes * 2}}`, 'g'))!) line.down(piece);
  const bytes = line.arrived('<').match(/../g)!;
  expect(bytes.length).toBe(1000);
  return bytes.flatMap((byte, i) => (byte === '00' ? [] : [[i, Number.parseInt(byte, 16)] as [number, number]]));
};

const bitsOf = (mask: number): number => mask.toString(2).replaceAll('0', '').length;

describe('corrupt', () => {
  it('hits each so many-th byte, in so many bits', () => {
    for (const bits of [1, 3, 8]) {
      const hits = damage({ everyBytes: 100, bits });
      expect(hits.map(([at]) => at)).toEqual([99, 199, 299, 399, 499, 599, 699, 799, 899, 999]);
      expect(hits.map(([, mask]) => bitsOf(mask))).toEqual(Array(10).fill(bits));
    }
    expect(new Set(damage({ everyBytes: 10 }).map(([, mask]) => mask)).size).toBe(8);
  });

  it('hits each byte with its chance', () => {
    expect(damage({ probability: 0 })).toEqual([]);
    expect(damage({ probability: 1 }).length).toBe(1000);
    // So small that 1 less of it is still 1 to the machine.
    for (const probability of [1e-17, Number.MIN_VALUE]) expect(damage({ probability })).toEqual([]);
    const counts = Array.from({ length: 30 }, (_, seed) => damage({ probability: 0.05 }, { seed }).length);
    const mean = counts.reduce((sum, count) => sum + count) / counts.length;
    expect(mean).toBeGreaterThan(42);
    expect(mean).toBeLessThan(58);
  });

  it('does the same damage for the same seed, however the stream is cut, and other damage for another', () => {
    const options = { probability: 0.1, bits: 2 };
    const whole = damage(options);
    expect(damage(options, { pieceBytes: 1 })).toEqual(whole);
    expect(damage(options, { pieceBytes: 37 })).toEqual(whole);
    expect(damage(options, { seed: 2 })).not.toEqual(whole);
  });

  it('leaves the bytes of the sender alone, which may go to others too', () => {
    const { board, connect } = createFaultBench((options) => new FaultBoard(options));
    board.add(corrupt({ probability: 1 }));
    const frame = new Uint8Array(10);
    for (const line of [connect(), connect()]) {
      line.link.send(frame);
      expect(line.arrived('<').match(/../g)).not.toContain('00');
    }
    expect([...frame]).toEqual(Array(10).fill(0));
  });

  it.each([
    {},
    { probability: 2 },
    { everyBytes: 0 },
    { probability: 0.5, everyBytes: 3 },
    { probability: 1, bits: 9 },
  ])('refuses %o', (options) => {
    expect(() => corrupt(options as CorruptOptions)).toThrow(/\[BAD_OPTION\] corrupt/);
  });
});
