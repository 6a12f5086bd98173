import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { FaultBoard } from './fault-board.ts';
import { reset } from './reset.ts';

const createBench = (): FaultBench<FaultBoard> => createFaultBench((options) => new FaultBoard(options));

describe('reset', () => {
  it('breaks a connection that is there at once, for both sides', async () => {
    const { clock, board, connect } = createBench();
    const line = connect();
    board.add(reset());
    line.up('01');
    line.down('02');
    await clock.advance(0);
    expect(line.log).toEqual(['0 < reset', '0 > close reset']);
  });

  it('breaks a connection as it opens, before anything is said', async () => {
    const { clock, board, connect } = createBench();
    board.add(reset());
    const line = connect();
    line.up('01');
    line.down('02');
    await clock.advance(0);
    expect(line.log).toEqual(['0 < reset', '0 > close reset']);
  });

  it('counts the time from when it takes hold of each connection', async () => {
    const { clock, board, connect } = createBench();
    board.add(reset({ afterMs: 100 }));
    const first = connect();
    await clock.advance(40);
    const second = connect();
    await clock.advance(200);
    expect([first.log[0], second.log[0]]).toEqual(['100 < reset', '140 < reset']);
  });

  it('lets exactly so many bytes through', async () => {
    const { clock, board, connect } = createBench();
    board.add(reset({ afterBytes: 3 }));
    const line = connect();
    line.down('0102');
    line.up('030405');
    line.up('06');
    await clock.advance(0);
    expect(line.log).toEqual(['0 < 0102', '0 > 030405', '0 < reset', '0 > close reset']);
  });

  it.each([
    [{ afterMs: 10, afterBytes: 2 }, 10],
    [{ afterMs: 30, afterBytes: 2 }, 20],
  ])('takes the earlier of time and bytes: %o', async (options, at) => {
    const { clock, board, connect } = createBench();
    board.add(reset(options), { direction: 'up' });
    const line = connect();
    await clock.advance(20);
    line.up('0102');
    await clock.advance(20);
    expect(line.log.find((each) => each.endsWith('< reset'))).toBe(`${at} < reset`);
  });

  it('breaks nothing any more when it is removed in time', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(reset({ afterMs: 100, afterBytes: 10 }));
    const line = connect();
    line.up('01');
    fault.remove();
    await clock.advance(1000);
    line.up('00'.repeat(20));
    expect(line.log.length).toBe(2);
  });

  it.each([{ afterMs: -1 }, { afterBytes: 1.5 }, { afterBytes: -1 }])('refuses %o', (options) => {
    expect(() => reset(options)).toThrow(/\[BAD_OPTION\] reset: after/);
  });
});
