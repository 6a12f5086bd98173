import { describe, expect, it } from 'vitest';
import { createFaultBench } from '../../../../test/support/fault-bench.ts';
import { FaultBoard } from './fault-board.ts';
import { latency } from './latency.ts';
import { refuse } from './refuse.ts';

const knock = (board: FaultBoard): string => {
  let answer = 'none';
  board.door({
    enter: () => {
      answer = 'entered';
    },
    refuse: () => {
      answer = 'refused';
    },
  });
  return answer;
};

describe('refuse', () => {
  it('turns callers away while it is active, and only then', async () => {
    const { clock, board } = createFaultBench((options) => new FaultBoard(options));
    board.add(latency({ ms: 10 }));
    expect(knock(board)).toBe('entered');
    board.add(refuse(), { afterMs: 100, durationMs: 100 });
    expect(knock(board)).toBe('entered');
    await clock.advance(100);
    expect(knock(board)).toBe('refused');
    await clock.advance(100);
    expect(knock(board)).toBe('entered');
  });

  it('turns callers away by chance, the same ones for the same seed', () => {
    const draw = (seed: number): string[] => {
      const { board } = createFaultBench((options) => new FaultBoard(options), { seed });
      board.add(refuse(), { probability: 0.5 });
      return Array.from({ length: 100 }, () => knock(board));
    };
    const refused = draw(1).filter((answer) => answer === 'refused').length;
    expect(refused).toBeGreaterThan(30);
    expect(refused).toBeLessThan(70);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(2)).not.toEqual(draw(1));
  });

  it('takes no part in connections that are open', () => {
    const { board, connect } = createFaultBench((options) => new FaultBoard(options));
    const line = connect();
    board.add(refuse());
    line.up('01');
    expect(line.log).toEqual(['0 > 01']);
  });
});
