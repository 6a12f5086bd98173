import { describe, expect, it } from 'vitest';
import { createFaultBench } from '../../../../test/support/fault-bench.ts';
import { bandwidth } from './bandwidth.ts';
import { coalesce } from './coalesce.ts';
import { corrupt } from './corrupt.ts';
import type { Fault } from './fault.ts';
import { FaultBoard } from './fault-board.ts';
import { halfOpen } from './half-open.ts';
import { latency } from './latency.ts';
import { limitBytes } from './limit-bytes.ts';
import { muteHeartbeat } from './mute-heartbeat.ts';
import { reset } from './reset.ts';
import { slowClose } from './slow-close.ts';
import { slowReader } from './slow-reader.ts';
import { split } from './split.ts';
import { stall } from './stall.ts';
import { truncate } from './truncate.ts';

// Pings and pongs are no part of the stream, but travel through the same faults: what holds or loses bytes holds or loses them.

const FRONT = 'e90300000400';
const REST = '000001020304';
const HEART_FRONT = 'e7030000';
const HEART_REST = '00000000';

/** Lets both sides say the front of a frame, a ping and the rest under a fault, and gives what reached either side within ten seconds. */
const play = async (fault: Fault, front = FRONT, rest = REST): Promise<{ up: string[]; down: string[] }> => {
  const { clock, board, connect } = createFaultBench((options) => new FaultBoard(options));
  board.add(fault, { direction: 'both' });
  const { log, up, down, signalUp, link } = connect();
  up(front);
  signalUp('ping', 'aa');
  up(rest);
  down(front);
  link.signal?.({ kind: 'pong', payload: Uint8Array.of(0xbb) });
  down(rest);
  await clock.advance(10_000);
  return {
    up: log.filter((line) => line.includes('>')),
    down: log.filter((line) => line.includes('<')),
  };
};

/** What arrives when all is in order, at one time. */
const allAt = (ms: number): { up: string[]; down: string[] } => ({
  up: [`${ms} > ${FRONT}`, `${ms} > ping aa`, `${ms} > ${REST}`],
  down: [`${ms} < ${FRONT}`, `${ms} < pong bb`, `${ms} < ${REST}`],
});

describe('a ping', () => {
  it.each<[string, Fault, number]>([
    ['comes late by the latency', latency({ ms: 70 }), 70],
    ['is no end that slowClose delays', slowClose({ ms: 70 }), 0],
    ['is read when a slow reader looks', slowReader({ bytesPerSecond: 10_000, everyMs: 100 }), 100],
    ['keeps its place among pieces', split({ bytes: 6 }), 0],
    ['is no frame that truncate cuts', truncate({ afterFrames: 1 }), 0],
    ['counts for no limit', limitBytes({ bytes: 13 }), 0],
    ['breaks nothing', reset({ afterBytes: 13 }), 0],
    ['is not corrupted', corrupt({ everyBytes: 13 }), 0],
  ])('%s', async (_what, fault, ms) => {
    expect(await play(fault)).toEqual(allAt(ms));
  });

  it('waits in line where bandwidth is short', async () => {
    const { up, down } = await play(bandwidth({ bytesPerSecond: 10 }));
    expect([up.length, up.indexOf('600 > ping aa'), down.indexOf('600 < pong bb')]).toEqual([13, 6, 6]);
  });

  it('is not gathered, and lets nothing out that is', async () => {
    const bytes = `${FRONT}${REST}`;
    expect(await play(coalesce({ ms: 50 }))).toEqual({
      up: ['0 > ping aa', `50 > ${bytes}`],
      down: ['0 < pong bb', `50 < ${bytes}`],
    });
  });

  it('in the middle of a heartbeat lets no part of it through that is muted', async () => {
    const bare = { up: ['0 > ping aa'], down: ['0 < pong bb'] };
    expect(await play(muteHeartbeat(), HEART_FRONT, HEART_REST)).toEqual(bare);
  });

  it.each<[string, Fault]>([
    ['is held by a stall', stall()],
    ['is lost on a half-open link', halfOpen()],
    ['is not read by whoever reads nothing', slowReader({ bytesPerSecond: 0 })],
  ])('%s', async (_what, fault) => {
    expect(await play(fault)).toEqual({ up: [], down: [] });
  });

  it('that waits is told at the removal, in its place, and is lost with what a RST loses', async () => {
    const { clock, board, connect } = createFaultBench((options) => new FaultBoard(options));
    const installed = board.add(stall());
    const [line, broken] = [connect(), connect()];
    for (const { up, signalUp } of [line, broken]) {
      up(FRONT);
      signalUp('ping', 'aa');
      up(REST);
    }
    broken.close('reset');
    await clock.advance(10);
    installed.remove();
    await clock.advance(0);
    expect(line.log).toEqual(allAt(10).up);
    expect(broken.log).toEqual(['10 > close reset']);
  });

  it('that alone was lost is no reason to reset a link that was half open', () => {
    const { board, connect } = createFaultBench((options) => new FaultBoard(options));
    const { log, signalUp } = connect();
    const installed = board.add(halfOpen());
    signalUp('ping', 'aa');
    installed.remove();
    signalUp('ping', 'bb');
    expect(log).toEqual(['0 > ping bb']);
  });

  it('counts as memory while it waits: whoever pings into a stall is stopped', async () => {
    const { clock, board, connect } = createFaultBench((options) => new FaultBoard(options), { maxHeldBytes: 2560 });
    const installed = board.add(stall());
    const line = connect();
    for (let i = 0; i < 11; i++) line.signalUp('ping', 'aa');
    expect(line.isReading).toBe(false);
    installed.remove();
    await clock.advance(0);
    expect([line.isReading, line.log.length]).toEqual([true, 11]);
  });
});
