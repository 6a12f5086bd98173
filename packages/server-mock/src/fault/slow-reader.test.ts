import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { FaultBoard } from './fault-board.ts';
import { slowReader } from './slow-reader.ts';

const createBench = (): FaultBench<FaultBoard> => createFaultBench((options) => new FaultBoard(options));

describe('slowReader', () => {
  it('reads at each look what its rate allows, keeping fractions', async () => {
    const { clock, board, connect } = createBench();
    board.add(slowReader({ bytesPerSecond: 25, everyMs: 100 }));
    const line = connect();
    line.up('0102030405');
    await clock.advance(1000);
    expect(line.log).toEqual(['100 > 0102', '200 > 030405']);
  });

  it('does not save up its right to read while there is nothing to read', async () => {
    const { clock, board, connect } = createBench();
    board.add(slowReader({ bytesPerSecond: 10, everyMs: 100 }));
    const line = connect();
    line.up('01');
    await clock.advance(1000);
    line.up('0203');
    await clock.advance(1000);
    expect(line.log).toEqual(['100 > 01', '1100 > 02', '1200 > 03']);
    expect(clock.armedCount).toBe(0);
  });

  it('stops the client when its window is full, and lets it go on when it has read', async () => {
    const { clock, board, connect } = createBench();
    board.add(slowReader({ bytesPerSecond: 100, windowBytes: 10 }));
    const line = connect();
    line.up('00'.repeat(12));
    expect(line.isReading).toBe(false);
    await clock.advance(100);
    expect(line.isReading).toBe(true);
  });

  it('reads nothing at all at a rate of 0, and arms nothing', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(slowReader({ bytesPerSecond: 0 }), { direction: 'both' });
    const line = connect();
    line.up('01');
    line.down('0203');
    await clock.advance(86_400_000);
    expect([line.log, clock.armedCount, line.link.bufferedBytes]).toEqual([[], 0, 2]);
    fault.remove();
    await clock.advance(0);
    expect(line.log.length).toBe(2);
  });

  it('hears an orderly end behind the bytes, and a RST at once', async () => {
    const { clock, board, connect } = createBench();
    board.add(slowReader({ bytesPerSecond: 10, everyMs: 100 }));
    const [orderly, broken] = [connect(), connect()];
    for (const line of [orderly, broken]) line.up('0102');
    orderly.endUp();
    broken.close('reset');
    await clock.advance(1000);
    expect(orderly.log).toEqual(['100 > 01', '200 > 02', '200 > end']);
    expect(broken.log).toEqual(['0 > close reset']);
  });

  it.each([{ bytesPerSecond: -1 }, { bytesPerSecond: 1, everyMs: 0 }, { bytesPerSecond: 1, windowBytes: -1 }])(
    'refuses %o',
    (options) => {
      expect(() => slowReader(options)).toThrow(/\[BAD_OPTION\] slowReader: /);
    },
  );
});
