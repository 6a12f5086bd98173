import { VirtualClock } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import type { FleetStatus } from '../bots/fleet.ts';
import { Progress } from './progress.ts';
import { Tally } from './tally.ts';

const CLEAR = '\r\u001b[2K';

const createScene = (screen: { isTTY?: boolean; columns?: number } = {}) => {
  const clock = new VirtualClock();
  const tally = new Tally();
  const written: string[] = [];
  const status = { waiting: 0, connecting: 0, online: 5, reconnecting: 0, gone: 0 };
  const totals = { messagesOut: 0, messagesIn: 0, reconnects: 0 };
  const scene = { clock, tally, written, now: { ...status, ...totals } as FleetStatus };
  const write = (text: string): unknown => written.push(text);
  const progress = new Progress({ clock, screen: { ...screen, write }, tally, status: () => scene.now });
  return { scene, progress };
};

describe('Progress', () => {
  it('writes a plain line every two seconds where there is no terminal', async () => {
    const { scene, progress } = createScene();
    scene.tally.replied(20, 20);
    scene.now = { ...scene.now, messagesOut: 100, messagesIn: 60, connecting: 2, reconnecting: 1 };
    await scene.clock.advance(2000);
    scene.tally.failed('SERVER_SILENT', 'silent');
    scene.now = { ...scene.now, messagesOut: 140, connecting: 0 };
    await scene.clock.advance(2000);
    progress.stop();
    expect(scene.written).toEqual([
      '   2.0 s  5 online, 2 connecting, 1 reconnecting  out 50/s in 30/s  p50 20.0 ms p99 20.0 ms\n',
      '   4.0 s  5 online, 1 reconnecting  out 20/s in 0/s  p50 – p99 –  SERVER_SILENT 1\n',
    ]);
    expect(scene.clock.armedCount).toBe(0);
  });

  it('rewrites one line in a terminal, no wider than it, and takes it off at the end', async () => {
    const { scene, progress } = createScene({ isTTY: true, columns: 30 });
    await scene.clock.advance(1000);
    progress.stop();
    expect(scene.written).toEqual([
      `${CLEAR}   0.5 s  5 online  out 0/s i`,
      `${CLEAR}   1.0 s  5 online  out 0/s i`,
      CLEAR,
    ]);
  });
});
