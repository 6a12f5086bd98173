import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { FaultBoard } from './fault-board.ts';
import { limitBytes } from './limit-bytes.ts';

const createBench = (): FaultBench<FaultBoard> => createFaultBench((options) => new FaultBoard(options));

describe('limitBytes', () => {
  it('lets exactly so many bytes through, then ends both sides and loses the rest', async () => {
    const { clock, board, connect } = createBench();
    board.add(limitBytes({ bytes: 3 }), { direction: 'up' });
    const line = connect();
    line.up('0102');
    line.down('aa');
    line.up('030405');
    line.up('06');
    line.down('bb');
    await clock.advance(0);
    expect(line.log).toEqual(['0 > 0102', '0 < aa', '0 > 03', '0 > end', '0 < end']);
    line.link.end();
    line.close('fin');
    expect(line.log.slice(5)).toEqual(['0 > close fin']);
  });

  it('breaks the connection when told so', async () => {
    const { clock, board, connect } = createBench();
    board.add(limitBytes({ bytes: 2, how: 'reset' }));
    const line = connect();
    line.down('010203');
    await clock.advance(0);
    expect(line.log).toEqual(['0 < 0102', '0 < reset', '0 > close reset']);
  });

  it('tells the server of the end only after the call that brought it about', async () => {
    const { clock, board, connect } = createBench();
    board.add(limitBytes({ bytes: 1 }), { direction: 'down' });
    const line = connect();
    line.down('01');
    expect(line.log).toEqual(['0 < 01', '0 < end']);
    await clock.advance(0);
    expect(line.log.at(-1)).toBe('0 > end');
  });

  it('counts each direction and each connection for itself', () => {
    const { board, connect } = createBench();
    board.add(limitBytes({ bytes: 2 }));
    for (const line of [connect(), connect()]) {
      line.up('01');
      line.down('02');
      expect(line.log).toEqual(['0 > 01', '0 < 02']);
    }
  });

  it('lets nothing through with a limit of 0', async () => {
    const { clock, board, connect } = createBench();
    board.add(limitBytes({ bytes: 0 }));
    const line = connect();
    line.up('01');
    await clock.advance(0);
    expect(line.log).toEqual(['0 < end', '0 > end']);
  });

  it.each([{ bytes: -1 }, { bytes: 0.5 }, { bytes: 1, how: 'slowly' }])('refuses %o', (options) => {
    expect(() => limitBytes(options as { bytes: number })).toThrow(/\[BAD_OPTION\] limitBytes: (bytes|how) must be/);
  });
});
