import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { FaultBoard } from './fault-board.ts';
import { halfOpen } from './half-open.ts';

const createBench = (): FaultBench<FaultBoard> => createFaultBench((options) => new FaultBoard(options));

describe('halfOpen', () => {
  it('swallows bytes and ends of both sides, and holds none of them', async () => {
    const { clock, board, connect } = createBench();
    board.add(halfOpen());
    const line = connect();
    line.up('01');
    line.down('02');
    line.link.end();
    line.endUp();
    await clock.advance(86_400_000);
    expect([line.log, line.link.bufferedBytes, line.isReading]).toEqual([[], 0, true]);
  });

  it('leaves the real link open when the server gives up, until the client goes', async () => {
    const { clock, board, connect } = createBench();
    board.add(halfOpen());
    const line = connect();
    line.link.reset();
    await clock.advance(1000);
    expect([line.log, line.isClosed]).toEqual([[], false]);
    line.close('fin');
    expect(line.log).toEqual(['1000 > close fin']);
  });

  it('lets the server give up a client that has gone unheard', async () => {
    const { clock, board, connect } = createBench();
    board.add(halfOpen());
    const line = connect();
    line.close('reset');
    await clock.advance(1000);
    expect(line.log).toEqual([]);
    line.link.reset();
    await clock.advance(0);
    expect(line.log).toEqual(['1000 > close reset']);
  });

  it.each(['up', 'down'] as const)('works %s alone', (direction) => {
    const { board, connect } = createBench();
    board.add(halfOpen(), { direction });
    const line = connect();
    line.up('01');
    line.down('02');
    expect(line.log).toEqual([direction === 'up' ? '0 < 02' : '0 > 01']);
  });

  it.each([
    ['bytes of the client', (line: { up(hex: string): void }) => line.up('01')],
    ['bytes of the server', (line: { down(hex: string): void }) => line.down('01')],
    ['an end of the client', (line: { endUp(): void }) => line.endUp()],
  ])('resets, when it is removed, a connection that has lost %s', async (_what, lose) => {
    const { clock, board, connect } = createBench();
    const fault = board.add(halfOpen());
    const [loser, lucky] = [connect(), connect()];
    lose(loser);
    fault.remove();
    lucky.up('01');
    await clock.advance(0);
    expect([loser.log, lucky.log]).toEqual([['0 < reset', '0 > close reset'], ['0 > 01']]);
  });

  it('resets, when it is removed, a client that the server has given up', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(halfOpen());
    const line = connect();
    line.link.end();
    line.link.reset();
    fault.remove();
    await clock.advance(0);
    expect(line.log).toEqual(['0 < reset', '0 > close reset']);
  });

  it('closes, when it is removed, a connection whose client has gone unheard', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(halfOpen());
    const line = connect();
    line.close('fin');
    fault.remove();
    await clock.advance(0);
    expect(line.log).toEqual(['0 > close reset']);
  });
});
