import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { FaultBoard } from './fault-board.ts';
import { slowClose } from './slow-close.ts';

const createBench = (): FaultBench<FaultBoard> => createFaultBench((options) => new FaultBoard(options));

describe('slowClose', () => {
  it('delays every kind of end, in both directions, and no bytes', async () => {
    const { clock, board, connect } = createBench();
    board.add(slowClose({ ms: 100 }));
    const lines = [connect(), connect(), connect(), connect()] as const;
    for (const line of lines) {
      line.up('01');
      line.down('02');
    }
    lines[0].endUp();
    lines[1].close('reset');
    lines[2].link.end();
    lines[3].link.reset();
    await clock.advance(99);
    for (const line of lines) expect(line.log).toEqual(['0 > 01', '0 < 02']);
    await clock.advance(1);
    expect(lines.map(({ log }) => log.slice(2))).toEqual([
      ['100 > end'],
      ['100 > close reset'],
      ['100 < end'],
      ['100 < reset', '100 > close reset'],
    ]);
  });

  it('lets ends out when it is removed', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(slowClose({ ms: 100 }));
    const line = connect();
    line.endUp();
    fault.remove();
    await clock.advance(0);
    expect(line.log).toEqual(['0 > end']);
  });

  it('refuses a time that is none', () => {
    expect(() => slowClose({ ms: -1 })).toThrow('[BAD_OPTION] slowClose: ms must be a number from 0 up, not -1');
  });
});
