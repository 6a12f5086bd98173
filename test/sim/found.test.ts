// What the simulation found, each as a story of its own.

import { expect, it } from 'vitest';
import { createRig } from '../support/rig.ts';

const megabyte = (): Uint8Array => new Uint8Array(1_000_000);

it('takes backpressure back when the connection ends before the network drained', async () => {
  const { net, server, clock, all, connect } = createRig({ net: { highWaterBytes: 1000 } });
  await connect();
  server.stall();
  net.sendFrame(2001, megabyte());
  await clock.advance(100);
  expect(all('backpressure')).toHaveLength(1);

  server.dropAll('reset');
  await clock.advance(5000);

  expect(net.state).toBe('connected');
  expect(all('backpressure').at(-1)).toEqual([false, 0]);
});

it('takes backpressure back when the game closes', async () => {
  const { net, server, clock, all, connect } = createRig({ net: { highWaterBytes: 1000 } });
  await connect();
  server.stall();
  net.sendFrame(2001, megabyte());
  await clock.advance(0);

  void net.close();

  expect(all('backpressure')).toEqual([
    [true, expect.any(Number)],
    [false, 0],
  ]);
});
