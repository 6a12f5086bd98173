import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { corrupt } from './corrupt.ts';
import { FaultBoard } from './fault-board.ts';
import { latency } from './latency.ts';
import { limitBytes } from './limit-bytes.ts';
import { muteHeartbeat } from './mute-heartbeat.ts';
import { reset } from './reset.ts';
import type { FaultOptions } from './resolve-fault-options.ts';
import { split } from './split.ts';
import { stall } from './stall.ts';

const createBench = (seed = 1): FaultBench<FaultBoard> =>
  createFaultBench((options) => new FaultBoard(options), { seed });

describe('FaultBoard', () => {
  it('passes everything straight through without faults', async () => {
    const { clock, board, connect } = createBench();
    const line = connect();
    line.up('01');
    line.down('02');
    line.endUp();
    line.link.end(1000);
    line.close('fin');
    expect(line.log).toEqual(['0 > 01', '0 < 02', '0 > end', '0 < end 1000', '0 > close fin']);
    expect([board.faults, clock.armedCount]).toEqual([[], 0]);
  });

  it('puts faults into their places whatever the order of adding', async () => {
    const faults = [latency({ ms: 10 }), split({ bytes: 3, gapMs: 1 }), limitBytes({ bytes: 7 })];
    const run = async (order: readonly number[]): Promise<string[]> => {
      const { clock, board, connect } = createBench();
      for (const i of order) board.add(faults[i]!, { direction: 'up' });
      const line = connect();
      line.up('010203040506070809');
      await clock.advance(100);
      return line.log;
    };
    const expected = ['10 > 010203', '11 > 040506', '12 > 07', '12 > end', '12 < end'];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
      [2, 0, 1],
    ])
      expect(await run(order)).toEqual(expected);
  });

  it('lists what was added, with all that there is to know', () => {
    const { board } = createBench();
    const first = board.add(muteHeartbeat());
    const second = board.add(latency({ ms: 1 }), { direction: 'down', probability: 0.5, afterMs: 10 });
    expect(board.faults).toEqual([first, second]);
    expect(second).toMatchObject({ number: 2, direction: 'down', probability: 0.5, isActive: false });
    expect(first).toMatchObject({ number: 1, direction: 'down', probability: 1, isActive: true });
    expect(first.fault.name).toBe('muteHeartbeat');
    first.remove();
    expect([board.faults, first.isActive]).toEqual([[second], false]);
    board.clear();
    expect(board.faults).toEqual([]);
  });

  it('ends a fault before it has begun', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(stall(), { afterMs: 100 });
    fault.remove();
    const line = connect();
    await clock.advance(200);
    line.up('01');
    expect([line.log, fault.isActive, clock.armedCount]).toEqual([['200 > 01'], false, 0]);
  });

  it('lets a fault of no duration end as it begins', async () => {
    const { clock, board, connect } = createBench();
    const line = connect();
    board.add(stall(), { durationMs: 0 });
    line.up('01');
    await clock.advance(0);
    expect(line.log).toEqual(['0 > 01']);
  });

  it('gives each connection, direction and fault random numbers of its own, whatever else happens', async () => {
    const run = async (others: number): Promise<string[]> => {
      const { clock, board, connect } = createBench(5);
      board.add(latency({ ms: 50, jitterMs: 50 }));
      const line = connect();
      const noise = Array.from({ length: others }, () => connect());
      for (let i = 0; i < 20; i++) {
        for (const each of noise) each.up('ff');
        line.up(`0${i % 10}`);
        if (others > 0) line.link.bufferedBytes;
        line.down(`1${i % 10}`);
        await clock.advance(7);
      }
      await clock.advance(200);
      return line.log;
    };
    expect(await run(3)).toEqual(await run(0));
  });

  it('does not let two connections, or the two directions of one, share their luck', async () => {
    const { clock, board, connect } = createBench(5);
    board.add(latency({ ms: 50, jitterMs: 50 }));
    const [one, other] = [connect(), connect()];
    one.up('01');
    one.down('01');
    other.up('01');
    await clock.advance(100);
    const times = [
      one.log.find((each) => each.includes('>')),
      one.log.find((each) => each.includes('<')),
      other.log[0],
    ];
    expect(new Set(times.map((each) => Number.parseFloat(each!))).size).toBe(3);
  });

  it('draws once for both directions', () => {
    const { board, connect } = createBench(9);
    board.add(corrupt({ probability: 1, bits: 8 }), { probability: 0.5 });
    const hits = Array.from({ length: 40 }, () => {
      const line = connect();
      line.up('00');
      line.down('00');
      return line.log.map((each) => each.slice(-2)).join(' ');
    });
    expect(new Set(hits)).toEqual(new Set(['00 00', 'ff ff']));
  });

  it('hits one link alone, and forgets the fault with it', async () => {
    const { clock, board, connect } = createBench();
    const [one, other] = [connect(), connect()];
    board.add(stall(), {}, one.link);
    one.up('01');
    other.up('02');
    connect().up('03');
    expect([one.log, other.log]).toEqual([[], ['0 > 02']]);
    one.link.reset();
    await clock.advance(0);
    one.close('reset');
    expect(board.faults).toEqual([]);
  });

  it('forgets connections that are gone', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const { clock, board, connect } = createBench();
    board.add(latency({ ms: 10 }));
    const comeAndGo = async (count: number): Promise<number> => {
      for (let i = 0; i < count; i++) {
        const line = connect();
        line.up('01');
        line.close('reset');
      }
      await clock.advance(10);
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = await comeAndGo(1000);
    const grown = (await comeAndGo(5000)) - before;
    expect(clock.armedCount).toBe(0);
    // Each of them holds some kilobytes while it lives.
    expect(grown / 5000).toBeLessThan(300);
  });

  it('hurries present connections to their ends, and keeps the faults for others', async () => {
    const { clock, board, connect } = createBench();
    board.add(stall());
    const [line, later] = [connect(), connect()];
    line.down('01');
    line.link.end();
    line.up('02');
    board.hurry();
    await clock.advance(0);
    expect(line.log).toEqual(['0 < 01', '0 < end', '0 > 02']);
    connect().up('03');
    later.up('04');
    expect(later.log).toEqual(['0 > 04']);
    const fresh = connect();
    fresh.up('05');
    expect(fresh.log).toEqual([]);
  });

  it('takes no fault any more when it is closed', () => {
    const { board } = createBench();
    board.close();
    expect(() => board.add(stall())).toThrow(/\[SERVER_CLOSED\]/);
  });

  it('survives faults that end a connection as they are added to it', async () => {
    const { clock, board, connect } = createBench();
    board.add(latency({ ms: 10 }));
    board.add(reset());
    board.add(split({ bytes: 1 }));
    const line = connect();
    line.up('01');
    line.down('02');
    await clock.advance(100);
    expect(line.log).toEqual(['0 < reset', '0 > close reset']);
  });

  it.each([
    { direction: 'left' },
    { probability: -0.1 },
    { probability: 1.1 },
    { afterMs: -1 },
    { durationMs: Number.NaN },
  ] as FaultOptions[])('refuses %o, and adds nothing', (options) => {
    const { board } = createBench();
    expect(() => board.add(stall(), options)).toThrow(
      /\[BAD_OPTION\] (direction|probability|afterMs|durationMs) must be/,
    );
    expect(board.faults).toEqual([]);
  });
});
