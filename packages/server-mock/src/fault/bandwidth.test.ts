import type { Clock } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { bandwidth } from './bandwidth.ts';
import { FaultBoard } from './fault-board.ts';

const createBench = (): FaultBench<FaultBoard> => createFaultBench((options) => new FaultBoard(options));

describe('bandwidth', () => {
  it('gives each byte its time, and hands a large piece on in parts', async () => {
    const { clock, board, connect } = createBench();
    board.add(bandwidth({ bytesPerSecond: 100 }), { direction: 'up' });
    const line = connect();
    line.up('0102030405');
    await clock.advance(100);
    expect(line.log).toEqual(['20 > 0102', '40 > 0304', '50 > 05']);
  });

  it('is a line that is free or busy: later bytes begin when the earlier ones are through', async () => {
    const { clock, board, connect } = createBench();
    board.add(bandwidth({ bytesPerSecond: 100 }), { direction: 'up' });
    const line = connect();
    line.up('01');
    await clock.advance(5);
    line.up('02');
    await clock.advance(100);
    line.up('03');
    await clock.advance(100);
    expect(line.log).toEqual(['10 > 01', '20 > 02', '115 > 03']);
  });

  it('keeps its rate for tiny pieces and for timers that come late', async () => {
    const { clock, board, connect } = createBench();
    board.add(bandwidth({ bytesPerSecond: 1000 }), { direction: 'up' });
    const line = connect();
    for (let i = 0; i < 300; i++) line.up('00');
    for (let i = 0; i < 10; i++) await clock.sleep(25);
    expect(line.arrived('>').length / 2).toBe(250);
    await clock.advance(50);
    expect(line.arrived('>').length / 2).toBe(300);
  });

  it('counts each direction for itself', async () => {
    const { clock, board, connect } = createBench();
    board.add(bandwidth({ bytesPerSecond: 100 }));
    const line = connect();
    line.up('01');
    line.down('02');
    await clock.advance(10);
    expect(line.log).toEqual(['10 > 01', '10 < 02']);
  });

  it('lets an orderly end wait in line, and a RST lose what does', async () => {
    const { clock, board, connect } = createBench();
    board.add(bandwidth({ bytesPerSecond: 100 }));
    const [orderly, broken] = [connect(), connect()];
    for (const line of [orderly, broken]) line.down('0102');
    orderly.link.end();
    await clock.advance(1);
    broken.link.reset();
    await clock.advance(100);
    expect(orderly.log).toEqual(['20 < 0102', '20 < end']);
    expect(broken.log).toEqual(['1 < reset', '1 > close reset']);
  });

  it('stops a client when the buffer is full, and lets it go on', async () => {
    const { clock, board, connect } = createBench();
    board.add(bandwidth({ bytesPerSecond: 1000, bufferBytes: 100 }), { direction: 'up' });
    const line = connect();
    line.up('00'.repeat(120));
    expect(line.isReading).toBe(false);
    await clock.advance(20);
    expect(line.isReading).toBe(true);
  });

  it('lets everything through at once when it is removed', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(bandwidth({ bytesPerSecond: 1 }));
    const line = connect();
    line.down('0102');
    line.link.end();
    fault.remove();
    expect([line.log, clock.armedCount]).toEqual([['0 < 0102', '0 < end'], 0]);
  });

  it.each([
    { bytesPerSecond: 0 },
    { bytesPerSecond: Number.POSITIVE_INFINITY },
    { bytesPerSecond: 1, bufferBytes: -1 },
  ])('refuses %o', (options) => {
    expect(() => bandwidth(options)).toThrow(/\[BAD_OPTION\] bandwidth: (bytesPerSecond|bufferBytes) must be/);
  });

  it('lets an end through behind its bytes also where timers fire a little early, as those of hosts do', async () => {
    const { clock, connect } = createFaultBench((options) => {
      const early: Clock = {
        now: () => options.clock.now(),
        after: (delayMs, fn) => options.clock.after(delayMs - 0.5, fn),
      };
      const board = new FaultBoard({ ...options, clock: early });
      board.add(bandwidth({ bytesPerSecond: 1000 }));
      return board;
    });
    const { log, up, endUp } = connect();
    up('0102');
    endUp();
    await clock.advance(10);
    expect(log.map((line) => line.replace(/^[\d.]+ /, ''))).toEqual(['> 0102', '> end']);
  });
});
