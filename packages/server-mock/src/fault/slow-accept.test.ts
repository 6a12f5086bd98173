import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { FaultBoard } from './fault-board.ts';
import { refuse } from './refuse.ts';
import { slowAccept } from './slow-accept.ts';

const createBench = (): FaultBench<FaultBoard> => createFaultBench((options) => new FaultBoard(options));

/** Knocks with a name, and writes down the answer and its time. */
const knock = ({ clock, board }: FaultBench<FaultBoard>, log: string[], name: string): (() => void) =>
  board.door({
    enter: () => log.push(`${clock.now()} ${name} in`),
    refuse: () => log.push(`${clock.now()} ${name} refused`),
  });

describe('slowAccept', () => {
  it('lets each caller in after its time', async () => {
    const bench = createBench();
    const log: string[] = [];
    bench.board.add(slowAccept({ ms: 100 }));
    knock(bench, log, 'a');
    await bench.clock.advance(50);
    knock(bench, log, 'b');
    await bench.clock.advance(1000);
    expect(log).toEqual(['100 a in', '150 b in']);
  });

  it('spreads the times by the jitter', async () => {
    const bench = createBench();
    const log: string[] = [];
    bench.board.add(slowAccept({ ms: 50, jitterMs: 50 }));
    for (let i = 0; i < 50; i++) knock(bench, log, 'x');
    await bench.clock.advance(1000);
    const times = log.map(Number.parseFloat);
    expect(new Set(times).size).toBeGreaterThan(40);
    expect([Math.min(...times) >= 0, Math.max(...times) <= 100]).toEqual([true, true]);
  });

  it('lets in who waits when it is removed, in the order of coming, and nobody who has left', async () => {
    const bench = createBench();
    const log: string[] = [];
    const fault = bench.board.add(slowAccept({ ms: 100 }));
    knock(bench, log, 'a');
    const leave = knock(bench, log, 'b');
    knock(bench, log, 'c');
    leave();
    leave();
    fault.remove();
    await bench.clock.advance(1000);
    expect(log).toEqual(['0 a in', '0 c in']);
  });

  it('takes the longest of several', async () => {
    const bench = createBench();
    const log: string[] = [];
    const [, longer] = [bench.board.add(slowAccept({ ms: 10 })), bench.board.add(slowAccept({ ms: 30 }))];
    knock(bench, log, 'a');
    await bench.clock.advance(29);
    expect(log).toEqual([]);
    await bench.clock.advance(1);
    longer.remove();
    knock(bench, log, 'b');
    await bench.clock.advance(10);
    expect(log).toEqual(['30 a in', '40 b in']);
  });

  it('goes on for the others when one of several is removed', async () => {
    const bench = createBench();
    const log: string[] = [];
    bench.board.add(slowAccept({ ms: 50 }));
    const [longer, shorter] = [bench.board.add(slowAccept({ ms: 60 })), bench.board.add(slowAccept({ ms: 10 }))];
    knock(bench, log, 'a');
    await bench.clock.advance(5);
    longer.remove();
    await bench.clock.advance(15);
    shorter.remove();
    await bench.clock.advance(29);
    expect(log).toEqual([]);
    await bench.clock.advance(1);
    expect([log, bench.clock.armedCount]).toEqual([['50 a in'], 0]);
  });

  it('leaves it to refuse to turn away', () => {
    const bench = createBench();
    const log: string[] = [];
    bench.board.add(slowAccept({ ms: 10 }));
    bench.board.add(refuse());
    knock(bench, log, 'a');
    expect([log, bench.clock.armedCount]).toEqual([['0 a refused'], 0]);
  });

  it.each(['hurry', 'close'] as const)('refuses who waits when the server is to %s', (act) => {
    const bench = createBench();
    const log: string[] = [];
    bench.board.add(slowAccept({ ms: 10 }));
    knock(bench, log, 'a');
    bench.board[act]();
    expect([log, bench.clock.armedCount]).toEqual([['0 a refused'], 0]);
  });

  it.each([{ ms: -1 }, { ms: 1, jitterMs: Number.NaN }])('refuses %o', (options) => {
    expect(() => slowAccept(options)).toThrow(/\[BAD_OPTION\] slowAccept: (ms|jitterMs) must be a number/);
  });
});
