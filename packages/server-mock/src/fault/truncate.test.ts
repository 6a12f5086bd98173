import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { FaultBoard } from './fault-board.ts';
import { type TruncateOptions, truncate } from './truncate.ts';

const FRAME = 'e903000004000000aabbccdd';
const EMPTY = 'e703000000000000';

const createBench = (): FaultBench<FaultBoard> => createFaultBench((options) => new FaultBoard(options));

const cut = (options: TruncateOptions, pieces: readonly string[]): readonly string[] => {
  const { board, connect } = createBench();
  board.add(truncate(options));
  const line = connect();
  for (const piece of pieces) line.down(piece);
  return [line.arrived('<'), ...line.log.filter((each) => each.endsWith('end'))];
};

describe('truncate', () => {
  it.each([
    ['id', 'e903'],
    ['length', 'e90300000400'],
    ['header', 'e903000004000000'],
    ['body', 'e903000004000000aabb'],
  ] as const)('lets a frame come up to its %s, then a FIN', (at, front) => {
    expect(cut({ at }, [FRAME + FRAME])).toEqual([front, '0 < end']);
    expect(cut({ at }, FRAME.match(/../g)!)).toEqual([front, '0 < end']);
    expect(cut({ at, afterFrames: 2 }, [FRAME + EMPTY + FRAME])).toEqual([FRAME + EMPTY + front, '0 < end']);
  });

  it.each(['header', 'body'] as const)('lets frames without a body pass when it cuts at the %s', (at) => {
    const [arrived, end] = cut({ at }, [EMPTY + EMPTY + FRAME]);
    expect([arrived?.startsWith(EMPTY + EMPTY + FRAME.slice(0, 16)), end]).toEqual([true, '0 < end']);
    expect(cut({ at }, [EMPTY + EMPTY])).toEqual([EMPTY + EMPTY]);
  });

  it('counts the frame that is under way when it takes hold', () => {
    const { board, connect } = createBench();
    const line = connect();
    line.down(FRAME.slice(0, 18));
    board.add(truncate({ at: 'body' }));
    line.down(FRAME.slice(18) + FRAME);
    expect([line.arrived('<'), line.log.at(-1)]).toEqual([FRAME.slice(0, 20), '0 < end']);
  });

  it('lets a stream that is none of frames pass', () => {
    const nonsense = 'ff'.repeat(40);
    expect(cut({ at: 'body' }, [nonsense])).toEqual([nonsense]);
  });

  it.each([{ afterFrames: -1 }, { at: 'end' }])('refuses %o', (options) => {
    expect(() => truncate(options as TruncateOptions)).toThrow(/\[BAD_OPTION\] truncate: (afterFrames|at) must be/);
  });
});
