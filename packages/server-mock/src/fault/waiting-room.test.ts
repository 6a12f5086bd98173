import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { WaitingRoom } from './waiting-room.ts';

describe('WaitingRoom', () => {
  it('lets in by time, by reason and never twice', async () => {
    const clock = new VirtualClock();
    const room = new WaitingRoom(clock);
    const log: string[] = [];
    const take = (name: string, ms: number, reason: string): (() => void) =>
      room.take(
        { enter: () => log.push(`${name} in`), refuse: () => log.push(`${name} refused`) },
        new Map([[reason, ms]]),
      );
    take('a', 10, 'x');
    take('b', 100, 'x');
    take('c', 100, 'y');
    const leave = take('d', 100, 'y');
    await clock.advance(10);
    room.enter('x');
    leave();
    room.refuseAll();
    room.enter('y');
    await clock.advance(1000);
    expect([log, clock.armedCount]).toEqual([['a in', 'b in', 'c refused'], 0]);
  });
});
