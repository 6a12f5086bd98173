import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { coalesce } from './coalesce.ts';
import { FaultBoard } from './fault-board.ts';

const createBench = (maxHeldBytes = 100_000): FaultBench<FaultBoard> =>
  createFaultBench((options) => new FaultBoard(options), { maxHeldBytes });

describe('coalesce', () => {
  it('joins what comes within its time, counted from the first piece', async () => {
    const { clock, board, connect } = createBench();
    board.add(coalesce({ ms: 20 }), { direction: 'up' });
    const line = connect();
    line.up('01');
    await clock.advance(15);
    line.up('0203');
    await clock.advance(15);
    line.up('04');
    await clock.advance(100);
    expect(line.log).toEqual(['20 > 010203', '50 > 04']);
  });

  it('joins up to so many bytes, and never cuts', () => {
    const { board, connect } = createBench();
    board.add(coalesce({ bytes: 4 }), { direction: 'up' });
    const line = connect();
    for (const piece of ['01', '02', '030405', '06', '0708090a0b']) line.up(piece);
    expect(line.log).toEqual(['0 > 0102030405', '0 > 060708090a0b']);
  });

  it('takes the earlier of time and bytes', async () => {
    const { clock, board, connect } = createBench();
    board.add(coalesce({ ms: 20, bytes: 2 }), { direction: 'up' });
    const line = connect();
    line.up('01');
    line.up('02');
    await clock.advance(10);
    line.up('03');
    await clock.advance(100);
    expect(line.log).toEqual(['0 > 0102', '30 > 03']);
  });

  it('lets an end bring what waits, and a RST lose it', async () => {
    const { clock, board, connect } = createBench();
    board.add(coalesce({ bytes: 100 }));
    const [orderly, broken] = [connect(), connect()];
    for (const line of [orderly, broken]) line.down('01');
    orderly.link.end();
    broken.link.reset();
    await clock.advance(0);
    expect(orderly.log).toEqual(['0 < 01', '0 < end']);
    expect(broken.log).toEqual(['0 < reset', '0 > close reset']);
  });

  it('does not wait for more than may be held', () => {
    const { board, connect } = createBench(1000);
    board.add(coalesce({ bytes: 1_000_000 }), { direction: 'up' });
    const line = connect();
    for (let i = 0; i < 4; i++) line.up('00'.repeat(250));
    expect([line.arrived('>').length, line.isReading]).toEqual([2000, true]);
  });

  it('lets out what waits when it is removed', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(coalesce({ ms: 1000 }));
    const line = connect();
    line.up('01');
    line.up('02');
    fault.remove();
    await clock.advance(0);
    expect([line.log, clock.armedCount]).toEqual([['0 > 0102'], 0]);
  });

  it.each([{}, { ms: -1 }, { bytes: 0 }, { bytes: 1.5 }])('refuses %o', (options) => {
    expect(() => coalesce(options)).toThrow(/\[BAD_OPTION\] coalesce/);
  });
});
