import type { NetMgrOptions } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { createRig } from '../../support/rig.ts';

type ShouldReconnect = NonNullable<NetMgrOptions['shouldReconnect']>;

/** Connects and lets the server reset, or say Quit to, the connection. */
const endOf = async (shouldReconnect: unknown, how: 'reset' | 'quit') => {
  const rig = createRig({ net: { shouldReconnect: shouldReconnect as ShouldReconnect } });
  await rig.connect();
  if (how === 'reset') rig.server.dropAll('reset');
  else for (const client of rig.server.clients) client.kick();
  await rig.clock.advance(0);
  return rig;
};

const NONSENSE: readonly unknown[] = [
  undefined,
  null,
  0,
  1,
  '',
  'yes',
  {},
  [],
  { afterMs: 'soon' },
  Symbol('s'),
  () => true,
];
const OUT_OF_RANGE = [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31].map((afterMs) => ({ afterMs }));

describe('shouldReconnect', () => {
  it('that answers nonsense is reported, and what happens by default happens', async () => {
    for (const answer of [...NONSENSE, ...OUT_OF_RANGE]) {
      const reset = await endOf(() => answer, 'reset');
      expect(reset.net.state).toBe('backingOff');
      expect(reset.all('error')[0]).toMatchObject([{ code: 'HANDLER_FAILED' }]);

      const quit = await endOf(() => answer, 'quit');
      expect(quit.net.state).toBe('closed');
      expect(quit.all('error')).toMatchObject([[{ code: 'HANDLER_FAILED' }]]);
    }
  });

  it('that throws anything is reported, and what happens by default happens', async () => {
    for (const thrown of [new Error('planned'), undefined, Object.create(null)]) {
      const { net, all } = await endOf(() => {
        throw thrown;
      }, 'reset');
      expect(net.state).toBe('backingOff');
      expect(all('error')[0]?.[0].cause).toBe(thrown);
    }
  });

  it('that is asynchronous is reported, and its rejection too', async () => {
    const { net, all } = await endOf(() => Promise.reject(new Error('planned')), 'reset');
    expect(net.state).toBe('backingOff');
    const causes = all('error').map(([error]) => (error.cause as Error | undefined)?.message);
    expect(causes).toEqual([expect.stringContaining('afterMs'), undefined, 'planned']);
  });

  it('that calls close is obeyed, whatever it answers', async () => {
    const rig = createRig({
      net: {
        shouldReconnect: () => {
          void rig.net.close();
          return true;
        },
      },
    });
    await rig.connect();
    rig.server.dropAll('reset');
    await rig.clock.advance(60_000);
    expect(rig.all('state').map(([state]) => state)).toEqual(['connecting', 'connected', 'backingOff', 'closed']);
    expect(rig.all('reconnecting')).toEqual([]);
  });

  it('that calls reconnectNow or connect dials at once', async () => {
    for (const call of ['reconnectNow', 'connect'] as const) {
      const rig = createRig({
        net: {
          shouldReconnect: () => {
            void rig.net[call]();
            return true;
          },
        },
      });
      await rig.connect();
      rig.server.dropAll('reset');
      await rig.clock.advance(0);
      expect(rig.net.state).toBe('connected');
    }
  });
});
