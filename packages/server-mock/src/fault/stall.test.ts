import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { FaultBoard } from './fault-board.ts';
import { stall } from './stall.ts';

const createBench = (): FaultBench<FaultBoard> => createFaultBench((options) => new FaultBoard(options));

describe('stall', () => {
  it('holds bytes and ends until it is removed, in its direction only', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(stall(), { direction: 'down' });
    const line = connect();
    line.down('0102');
    line.down('03');
    line.link.end();
    line.up('04');
    await clock.advance(86_400_000);
    expect(line.log).toEqual(['0 > 04']);
    expect(line.link.bufferedBytes).toBe(3);
    fault.remove();
    expect(line.log.slice(1)).toEqual(['86400000 < 0102', '86400000 < 03', '86400000 < end']);
    expect(line.link.bufferedBytes).toBe(0);
  });

  it('lets a RST wait, and lose what waits in front of it', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(stall());
    const line = connect();
    line.down('01');
    line.link.reset();
    await clock.advance(0);
    expect([line.log, line.isClosed, line.link.bufferedBytes]).toEqual([[], false, 0]);
    fault.remove();
    await clock.advance(0);
    expect(line.log).toEqual(['0 < reset', '0 > close reset']);
  });

  it('keeps what ends in good order, though the server does not wait for its client', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(stall());
    const line = connect();
    line.down('01');
    line.link.end();
    line.link.reset();
    fault.remove();
    await clock.advance(0);
    expect(line.log).toEqual(['0 < 01', '0 < end', '0 < reset', '0 > close reset']);
  });

  it('does not let the server see that its client is gone', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(stall());
    const line = connect();
    line.up('01');
    line.close('fin');
    await clock.advance(1000);
    expect(line.log).toEqual([]);
    fault.remove();
    await clock.advance(0);
    expect(line.log).toEqual(['1000 > 01', '1000 > close fin']);
  });

  it('lets the server give up a client that is gone already', async () => {
    const { clock, board, connect } = createBench();
    board.add(stall());
    const line = connect();
    line.up('01');
    line.close('fin');
    line.link.reset();
    expect(line.log).toEqual([]);
    await clock.advance(0);
    expect(line.log).toEqual(['0 > close reset']);
  });

  it('stops the client before it holds too much, and reads on when it is removed', async () => {
    const { clock, board, connect } = createFaultBench((options) => new FaultBoard(options), { maxHeldBytes: 1000 });
    const fault = board.add(stall(), { direction: 'up' });
    const line = connect();
    line.up('00'.repeat(600));
    expect(line.isReading).toBe(true);
    line.up('00'.repeat(400));
    expect(line.isReading).toBe(false);
    fault.remove();
    await clock.advance(0);
    expect([line.isReading, line.arrived('>').length]).toEqual([true, 2000]);
  });

  it('counts what tiny pieces cost', () => {
    const { board, connect } = createFaultBench((options) => new FaultBoard(options), { maxHeldBytes: 1000 });
    board.add(stall(), { direction: 'up' });
    const line = connect();
    let count = 0;
    for (; line.isReading; count++) line.up('00');
    expect(count).toBeLessThan(20);
  });
});
