import { describe, expect, it } from 'vitest';
import { createFaultBench, type FaultBench } from '../../../../test/support/fault-bench.ts';
import { FaultBoard } from './fault-board.ts';
import { muteHeartbeat } from './mute-heartbeat.ts';

const FRAME = 'e903000004000000aabbccdd';
const HEART = 'e703000000000000';
/** The id of a heartbeat, but with a body. */
const FULL_HEART = 'e703000001000000ee';

const createBench = (): FaultBench<FaultBoard> => createFaultBench((options) => new FaultBoard(options));

describe('muteHeartbeat', () => {
  const stream = HEART + FRAME + HEART + HEART + FULL_HEART + FRAME + HEART;
  const rest = FRAME + FULL_HEART + FRAME;

  it('drops heartbeats out of a batch and lets the rest through in the same pieces', () => {
    const { board, connect } = createBench();
    board.add(muteHeartbeat());
    const line = connect();
    line.down(stream);
    line.down(HEART);
    line.down(FRAME);
    expect(line.log).toEqual([`0 < ${FRAME}`, `0 < ${FULL_HEART}${FRAME}`, `0 < ${FRAME}`]);
  });

  it('finds them at every single cut, and byte by byte', () => {
    const { board, connect } = createBench();
    board.add(muteHeartbeat(), { direction: 'up' });
    for (let at = 2; at < stream.length; at += 2) {
      const line = connect();
      line.up(stream.slice(0, at));
      line.up(stream.slice(at));
      expect(line.arrived('>')).toBe(rest);
    }
    const line = connect();
    for (const byte of stream.match(/../g)!) line.up(byte);
    expect(line.arrived('>')).toBe(rest);
  });

  it('drops those of the server by default, and those of the client when told so', () => {
    const { board, connect } = createBench();
    const fault = board.add(muteHeartbeat());
    const line = connect();
    line.up(HEART);
    line.down(HEART);
    fault.remove();
    board.add(muteHeartbeat(), { direction: 'up' });
    line.up(HEART);
    line.down(HEART);
    expect(line.log).toEqual([`0 > ${HEART}`, `0 < ${HEART}`]);
  });

  it('knows the id that the server was told', () => {
    const { board, connect } = createFaultBench((options) => new FaultBoard(options), {
      systemIds: { heart: 1001, quit: 1003 },
    });
    board.add(muteHeartbeat());
    const line = connect();
    line.down(`${HEART}e903000000000000`);
    expect(line.arrived('<')).toBe(HEART);
  });

  it('leaves a heartbeat whose front has passed already, and takes the next', () => {
    const { board, connect } = createBench();
    const line = connect();
    line.down(HEART.slice(0, 6));
    board.add(muteHeartbeat());
    line.down(HEART.slice(6) + HEART + FRAME);
    expect(line.arrived('<')).toBe(HEART + FRAME);
  });

  it('gives back the front of a header that it holds, when it is removed and before an end', async () => {
    const { board, connect } = createBench();
    const fault = board.add(muteHeartbeat());
    const [ended, other] = [connect(), connect()];
    for (const line of [ended, other]) line.down(FRAME + HEART.slice(0, 6));
    expect([other.arrived('<'), other.link.bufferedBytes]).toEqual([FRAME, 3]);
    ended.link.end();
    expect([ended.arrived('<'), ended.log.at(-1)]).toEqual([FRAME + HEART.slice(0, 6), '0 < end']);
    fault.remove();
    other.down(HEART.slice(6));
    expect(other.arrived('<')).toBe(FRAME + HEART);
  });

  it('lets a stream that is none of frames pass', () => {
    const { board, connect } = createBench();
    board.add(muteHeartbeat());
    const line = connect();
    line.down(`${HEART}00000000f8ffffff${HEART}`);
    line.down(HEART);
    expect(line.arrived('<')).toBe(`00000000f8ffffff${HEART}${HEART}`);
  });
});
