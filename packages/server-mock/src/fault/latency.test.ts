import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { FaultBoard } from './fault-board.ts';
import { latency } from './latency.ts';

const createBench = (): FaultBench<FaultBoard> => createFaultBench((options) => new FaultBoard(options));

describe('latency', () => {
  it('delays bytes and ends, each way by its own time', async () => {
    const { clock, board, connect } = createBench();
    board.add(latency({ ms: 30 }), { direction: 'up' });
    board.add(latency({ ms: 50 }), { direction: 'down' });
    const line = connect();
    line.up('01');
    line.down('02');
    await clock.advance(10);
    line.up('03');
    line.endUp();
    line.link.end(1001);
    await clock.advance(100);
    expect(line.log).toEqual(['30 > 01', '40 > 03', '40 > end', '50 < 02', '60 < end 1001']);
  });

  it('spreads the times by the jitter, within its bounds, and never turns the order round', async () => {
    const { clock, board, connect } = createBench();
    board.add(latency({ ms: 50, jitterMs: 50 }), { direction: 'up' });
    const line = connect();
    const sent: number[] = [];
    for (let i = 0; i < 200; i++) {
      line.up(i.toString(16).padStart(2, '0'));
      sent.push(clock.now());
      await clock.advance(i % 3);
    }
    await clock.advance(100);
    expect(line.log.map((each) => Number.parseInt(each.slice(-2), 16))).toEqual(sent.map((_, i) => i));
    const delays = line.log.map((each, i) => Number.parseFloat(each) - sent[i]!);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(100);
    expect(new Set(delays).size).toBeGreaterThan(50);
  });

  it('adds up with another one', async () => {
    const { clock, board, connect } = createBench();
    board.add(latency({ ms: 30 }));
    board.add(latency({ ms: 12 }));
    const line = connect();
    line.up('01');
    await clock.advance(100);
    expect(line.log).toEqual(['42 > 01']);
  });

  it('passes bytes on at once when there is nothing to wait for', () => {
    const { board, connect } = createBench();
    board.add(latency({ ms: 0 }));
    const line = connect();
    line.up('01');
    expect(line.log).toEqual(['0 > 01']);
  });

  it('lets what is under way out at once when it is removed, and delays nothing behind', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(latency({ ms: 30 }), { direction: 'up' });
    const line = connect();
    line.up('01');
    await clock.advance(10);
    line.up('02');
    fault.remove();
    fault.remove();
    await clock.advance(0);
    line.up('03');
    expect(line.log).toEqual(['10 > 01', '10 > 02', '10 > 03']);
  });

  it.each([{ ms: -1 }, { ms: Number.NaN }, { ms: Number.POSITIVE_INFINITY }, { ms: 1, jitterMs: -1 }, { ms: '5' }])(
    'refuses %o',
    (options) => {
      expect(() => latency(options as { ms: number })).toThrow(
        /\[BAD_OPTION\] latency: (ms|jitterMs) must be a number/,
      );
    },
  );
});
