import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { FaultBoard } from '../fault/fault-board.ts';
import { halfOpen } from '../fault/half-open.ts';
import { latency } from '../fault/latency.ts';
import { limitBytes } from '../fault/limit-bytes.ts';
import { split } from '../fault/split.ts';
import { stall } from '../fault/stall.ts';

const createBench = (maxHeldBytes = 100_000): FaultBench<FaultBoard> =>
  createFaultBench((options) => new FaultBoard(options), { maxHeldBytes });

describe('FaultyLink', () => {
  it('looks like the real link', () => {
    const { connect } = createBench();
    expect(connect().link).toMatchObject({ kind: 'memory', peerName: 'line', bufferedBytes: 0 });
  });

  it('hands an empty piece on where nothing stands between, and holds none', async () => {
    const { clock, board, connect } = createBench();
    const line = connect();
    line.up('');
    const late = board.add(latency({ ms: 10 }));
    line.up('');
    expect([line.log, clock.armedCount]).toEqual([['0 > '], 0]);
    late.remove();
  });

  it('counts what it holds for its client with what it costs, besides its bytes', () => {
    const { board, connect } = createBench();
    board.add(stall());
    const line = connect();
    for (let i = 0; i < 10; i++) line.down('0102');
    expect([line.link.bufferedBytes, line.link.bufferedCost]).toEqual([20, 20 + 10 * 256]);
  });

  it('sends nothing behind its end, and ends once', () => {
    const { connect } = createBench();
    const line = connect();
    line.link.end();
    line.link.end(1001);
    line.down('01');
    expect(line.log).toEqual(['0 < end']);
  });

  it('still hears its client behind its own end', () => {
    const { connect } = createBench();
    const line = connect();
    line.link.end();
    line.up('01');
    line.endUp();
    line.close('fin');
    expect(line.log).toEqual(['0 < end', '0 > 01', '0 > end', '0 > close fin']);
  });

  it('hears nothing behind its own reset but the end', async () => {
    const { clock, board, connect } = createBench();
    board.add(latency({ ms: 10 }));
    const line = connect();
    line.up('01');
    line.link.reset();
    line.up('02');
    line.endUp();
    line.down('03');
    line.link.end();
    line.link.reset();
    await clock.advance(100);
    expect(line.log).toEqual(['10 < reset', '10 > close reset']);
  });

  it('resets a connection that a fault has ended, when the server does not want to wait for its client', async () => {
    const { clock, board, connect } = createBench();
    board.add(limitBytes({ bytes: 0 }));
    const line = connect();
    await clock.advance(0);
    line.link.end();
    line.link.reset();
    await clock.advance(0);
    expect(line.log).toEqual(['0 < end', '0 > end', '0 < reset', '0 > close reset']);
  });

  it('lets a server that has reset be rid of a connection which a fault then ends', async () => {
    const { clock, board, connect } = createBench();
    board.add(latency({ ms: 10 }));
    const line = connect();
    line.down('0102');
    line.link.reset();
    board.add(limitBytes({ bytes: 1 }), { direction: 'down' });
    await clock.advance(100);
    expect(line.log).toEqual(['10 < 01', '10 < reset', '10 > close reset']);
  });

  it('tells the server once of an end that both the client and a fault bring about', async () => {
    const { clock, board, connect } = createBench();
    const line = connect();
    line.endUp();
    board.add(limitBytes({ bytes: 1 }));
    line.down('01');
    await clock.advance(0);
    expect(line.log).toEqual(['0 > end', '0 < 01', '0 < end']);
  });

  it('arms nothing for the rest of a piece by which the connection ended', async () => {
    const { clock, board, connect } = createBench();
    board.add(split({ bytes: 1, gapMs: 10 }));
    board.add(limitBytes({ bytes: 1 }));
    const line = connect();
    line.up('010203');
    expect([line.log, clock.armedCount]).toEqual([['0 > 01', '0 > end', '0 < end'], 0]);
  });

  it('sends nothing to a client that is gone, while the server still believes in it', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(stall());
    const line = connect();
    line.close('reset');
    line.down('01');
    line.link.end();
    fault.remove();
    await clock.advance(0);
    expect(line.log).toEqual(['0 > close reset']);
  });

  it('never calls the server from inside its own call, also when a fault is removed from there', async () => {
    const { clock, board, connect } = createBench();
    let isInside = false;
    const violations: string[] = [];
    const fault = board.add(latency({ ms: 10 }), { direction: 'up' });
    const line = connect((hex) => {
      if (isInside) violations.push(hex);
      isInside = true;
      if (hex === '01') fault.remove();
      isInside = false;
    });
    for (const hex of ['01', '02', '03']) line.up(hex);
    await clock.advance(10);
    expect([line.log, violations]).toEqual([['10 > 01', '10 > 02', '10 > 03'], []]);
  });

  it('keeps the order when a fault is removed by the front of a piece that it is still cutting', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(split({ bytes: 1, gapMs: 10 }), { direction: 'up' });
    const line = connect((hex) => {
      if (hex === '01') fault.remove();
    });
    line.up('010203');
    line.up('04');
    await clock.advance(0);
    expect([line.arrived('>'), clock.armedCount]).toEqual(['01020304', 0]);
  });

  it('keeps the order of what comes while something still waits to be told', async () => {
    const { clock, board, connect } = createBench();
    const fault = board.add(stall(), { direction: 'up' });
    const line = connect();
    line.up('01');
    fault.remove();
    line.up('02');
    line.endUp();
    expect(line.log).toEqual([]);
    await clock.advance(0);
    expect(line.log).toEqual(['0 > 01', '0 > 02', '0 > end']);
  });

  it('does not lend the bytes of the network to faults that keep them', async () => {
    const { clock, board, connect } = createBench();
    board.add(split({ bytes: 1, gapMs: 5 }));
    const line = connect();
    line.up('0102');
    await clock.advance(10);
    expect(line.arrived('>')).toBe('0102');
  });

  it('stops the client for the server and for its faults, and starts it when neither wants it stopped', async () => {
    const { clock, board, connect } = createBench(100);
    const fault = board.add(stall(), { direction: 'up' });
    const line = connect();
    line.up('00'.repeat(200));
    expect(line.isReading).toBe(false);
    line.link.pause();
    fault.remove();
    await clock.advance(0);
    expect(line.isReading).toBe(false);
    line.link.resume();
    expect(line.isReading).toBe(true);
    line.link.pause();
    expect(line.isReading).toBe(false);
  });

  it('starts the client again only when half of what may be held is left', async () => {
    const { clock, board, connect } = createBench(80_000);
    board.add(split({ bytes: 10_000, gapMs: 10 }), { direction: 'up' });
    const line = connect();
    line.up('00'.repeat(100_000));
    const reading: boolean[] = [];
    for (let i = 0; i < 9; i++) {
      reading.push(line.isReading);
      await clock.advance(10);
    }
    expect(reading).toEqual([false, false, false, false, false, false, true, true, true]);
  });

  it.each(['reset', 'halfOpen'] as const)('reads a stopped client again to see its end, after %s', (what) => {
    const { board, connect } = createBench(100);
    board.add(stall(), { direction: 'up' });
    if (what === 'halfOpen') board.add(halfOpen(), { direction: 'down' });
    const line = connect();
    line.up('00'.repeat(200));
    line.link.pause();
    line.link.reset();
    expect(line.isReading).toBe(true);
    line.close('fin');
    expect(line.log.at(-1)).toMatch(/^0 (> close fin|< reset)$/);
  });

  it('passes on how the client broke the rules, behind its bytes', async () => {
    const { ProtocolError } = await import('@netmgr/client/protocol');
    const { clock, board } = createBench();
    board.add(latency({ ms: 10 }), { direction: 'up' });
    const log: string[] = [];
    const link = { kind: 'webSocket', peerName: 'p', bufferedBytes: 0, resume: () => {}, pause: () => {} } as never;
    const listener = board.accept(link, () => ({
      onBytes: (bytes) => log.push(`${clock.now()} ${bytes[0]}`),
      onEnd: () => {},
      onViolation: (error) => log.push(`${clock.now()} ${error.code}`),
      onClose: (how) => log.push(`${clock.now()} ${how}`),
    }));
    listener?.onBytes(Uint8Array.of(1));
    listener?.onViolation(new ProtocolError('TEXT_MESSAGE', 'a text'));
    listener?.onClose('fin');
    await clock.advance(10);
    expect(log).toEqual(['10 1', '10 TEXT_MESSAGE', '10 fin']);
  });
});
