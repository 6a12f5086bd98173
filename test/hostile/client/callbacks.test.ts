// Callbacks of a game at their worst. None may harm another, the connection, or the process.

import { runInNewContext } from 'node:vm';
import type { NetMgrEvents } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { createRig, PlayerMsg, player, type Rig } from '../../support/rig.ts';
import { connectScripted, HEX } from './scripted-rig.ts';

/** What `throw` can be given, which is anything. */
const THROWN: readonly unknown[] = [
  new Error('plain'),
  new RangeError('of another class'),
  'text',
  '',
  undefined,
  null,
  0,
  Symbol('symbol'),
  Object.create(null),
  {
    toString() {
      throw new Error('not even this');
    },
  },
  Object.defineProperty(new Error(), 'message', {
    get() {
      throw new Error('nor this');
    },
  }),
  Object.freeze(new Error('frozen')),
];

const connectedRig = async (): Promise<Rig & { receive(...ids: number[]): Promise<void> }> => {
  const rig = createRig();
  await rig.connect();
  const receive = async (...ids: number[]): Promise<void> => {
    for (const id of ids) rig.server.broadcast(PlayerMsg, player(id));
    await rig.clock.advance(0);
  };
  return { ...rig, receive };
};

describe('a message handler', () => {
  it('may throw anything: it is reported as it is, and the rest goes on', async () => {
    for (const thrown of THROWN) {
      const { net, all, receive } = await connectedRig();
      const heard: number[] = [];
      net.onMessage(PlayerMsg, () => {
        throw thrown;
      });
      net.onMessage(PlayerMsg, ({ playerID }) => void heard.push(playerID));
      await receive(1, 2);
      expect(heard).toEqual([1, 2]);
      expect(net.state).toBe('connected');
      expect(all('error').map(([error]) => [error.code, error.cause])).toEqual([
        ['HANDLER_FAILED', thrown],
        ['HANDLER_FAILED', thrown],
      ]);
    }
  });

  it('may return a promise that rejects, whosever promise that is', async () => {
    const foreign = runInNewContext('() => Promise.reject("foreign")') as () => Promise<void>;
    const thenable = (): unknown => ({
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what the test is about
      then: (_: unknown, reject: (reason: unknown) => void) => reject('thenable'),
    });
    const native = (): Promise<void> => Promise.reject('native');
    const { net, all, receive } = await connectedRig();
    for (const handler of [foreign, thenable, native]) net.onMessage(PlayerMsg, handler);
    await receive(1);
    expect(all('error').map(([error]) => error.cause)).toEqual(
      expect.arrayContaining(['foreign', 'thenable', 'native']),
    );
  });

  it('may return something that only looks like a promise', async () => {
    const { net, all, receive } = await connectedRig();
    const trap = new Proxy({}, { has: () => true, get: () => expect.unreachable() });
    // biome-ignore lint/suspicious/noThenProperty: a value that is no function is what the test is about
    for (const result of [{ then: 1 }, trap, () => {}]) net.onMessage(PlayerMsg, () => result);
    await receive(1);
    expect([net.state, all('error').length]).toEqual(['connected', 1]);
  });

  it('may remove itself, the next and the one before, and add others, while it runs', async () => {
    const { net, receive } = await connectedRig();
    const heard: string[] = [];
    const removers: (() => void)[] = [];
    const hear = (name: string, act: () => void = () => {}): void => {
      removers.push(
        net.onMessage(PlayerMsg, ({ playerID }) => {
          heard.push(`${name}${playerID}`);
          act();
        }),
      );
    };
    hear('a');
    hear('b', () => {
      for (const remove of removers) remove();
      hear('d');
    });
    hear('c');
    await receive(1, 2);
    expect(heard).toEqual(['a1', 'b1', 'd2']);
  });

  it('may close in the middle of a chunk: nothing behind it is delivered', async () => {
    const { net, link } = await connectScripted();
    const heard: number[] = [];
    let closed: Promise<void> | undefined;
    net.onMessage(PlayerMsg, ({ playerID }) => {
      heard.push(playerID);
      closed = net.close();
    });
    link.receive(HEX.player + HEX.player + HEX.quit + HEX.heartbeat);
    link.end({ how: 'fin' });
    await closed;
    expect([heard, net.state, net.armedTimers]).toEqual([[1], 'closed', 0]);
  });

  it('of a tap may close when it sees a heartbeat, which leaves no timer', async () => {
    const { net, link, clock } = await connectScripted({ heartbeat: { intervalMs: 1000, replyTimeoutMs: 2000 } });
    net.tap({ onFrame: () => void net.close() });
    await clock.advance(1000);
    link.end({ how: 'fin' });
    await clock.advance(60_000);
    expect([net.state, net.armedTimers, net.stats.heartbeatsOut]).toEqual(['closed', 0, 1]);
  });

  it('may write what it is told of the message, which goes to the handlers of its type all the same', async () => {
    const { net, link } = await connectScripted();
    const heard: string[] = [];
    net.onMessage(PlayerMsg, (_message, meta) => {
      heard.push('first');
      Object.assign(meta, { id: PlayerMsg.id + 1 });
    });
    net.onMessage(PlayerMsg, () => heard.push('second'));
    net.onMessage({ ...PlayerMsg, id: PlayerMsg.id + 1, name: 'OtherMsg' }, () => heard.push('other'));
    link.receive(HEX.player);
    expect(heard).toEqual(['first', 'second']);
  });

  it('may close and connect in one breath', async () => {
    const { net, link, links, clock } = await connectScripted();
    let connects = 0;
    net.once(PlayerMsg, () => {
      void net.close();
      net.connect().then(() => connects++);
    });
    link.receive(HEX.player + HEX.player);
    link.end({ how: 'fin' });
    expect(links).toHaveLength(2);
    links[1]?.open();
    await clock.advance(0);
    expect([net.state, connects]).toEqual(['connected', 1]);
  });

  it('may call everything else there is', async () => {
    const { net, server, clock, receive } = await connectedRig();
    const settled: unknown[] = [];
    net.onMessage(PlayerMsg, ({ playerID }) => {
      if (playerID > 1) return;
      net.flush();
      net.reconnectNow();
      net.update();
      net.send(PlayerMsg, player(7));
      net.request(PlayerMsg, player(8), PlayerMsg, { timeoutMs: 50 }).catch(({ code }) => settled.push(code));
      net.connect().then(() => settled.push('connected'));
      void net.stats;
    });
    await receive(1);
    await clock.advance(100);
    expect(settled).toEqual(['connected', 'REQUEST_TIMEOUT']);
    expect(server.received().map(({ value }) => (value as { playerID: number }).playerID)).toEqual([7, 8]);
  });
});

describe('a listener', () => {
  const EVENTS = [
    'state',
    'connected',
    'disconnected',
    'reconnecting',
    'closed',
    'unhandled',
    'dropped',
    'latency',
  ] as const;

  it('of any event may throw anything, and all goes its way', async () => {
    for (const event of EVENTS satisfies readonly (keyof NetMgrEvents)[]) {
      for (const thrown of THROWN) {
        const rig = createRig({ net: { offlineQueue: { maxMessages: 1 } } });
        rig.net.on(event, () => {
          throw thrown;
        });
        rig.net.send(PlayerMsg, player(1));
        rig.net.send(PlayerMsg, player(2));
        await rig.connect();
        rig.server.broadcastFrame(2001);
        await rig.clock.advance(3000);
        rig.server.dropAll('reset');
        await rig.clock.advance(3000);
        expect(rig.net.state).toBe('connected');
        const closed = rig.net.close();
        await rig.clock.advance(0);
        await closed;
        const failures = rig.all('error').filter(([error]) => error.code === 'HANDLER_FAILED');
        expect(failures.length).toBeGreaterThan(0);
        for (const [error] of failures) expect(error.cause).toBe(thrown);
      }
    }
  });

  it('may remove itself, and a once listener is called once however it re-enters', async () => {
    const { net, all } = createRig();
    let calls = 0;
    net.once('closed', () => {
      calls++;
      void net.connect();
      void net.close();
    });
    await net.close();
    await net.close();
    expect([calls, all('closed').length]).toEqual([1, 2]);
  });

  it('may close on every event, at any time', async () => {
    for (const event of [
      'state',
      'connected',
      'disconnected',
      'reconnecting',
      'closed',
      'error',
      'unhandled',
    ] as const) {
      const rig = createRig();
      rig.net.on(event, () => void rig.net.close());
      rig.net.connect().catch(() => {});
      await rig.clock.advance(0);
      rig.server.broadcastFrame(2001);
      await rig.clock.advance(0);
      rig.server.dropAll('reset');
      await rig.clock.advance(5000);
      await rig.net.close();
      expect([rig.net.state, rig.net.armedTimers, rig.server.openLinks]).toEqual(['closed', 0, 0]);
    }
  });
});

describe('an error that nobody can be told of', () => {
  /** Runs `act` while the process' own handlers of unhandled rejections are away, and gives what they would have got. */
  const unhandledDuring = async (act: () => Promise<void>): Promise<unknown[]> => {
    const listeners = process.listeners('unhandledRejection');
    const reasons: unknown[] = [];
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (reason) => reasons.push(reason));
    await act();
    await new Promise((resolve) => setImmediate(resolve));
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    return reasons;
  };

  it('goes to the host when a listener of error throws', async () => {
    const { net, receive } = await connectedRig();
    net.onMessage(PlayerMsg, () => {
      throw new Error('first');
    });
    net.on('error', () => {
      throw new Error('second');
    });
    await expect(unhandledDuring(() => receive(1))).resolves.toEqual([new Error('second')]);
    expect(net.state).toBe('connected');
  });
});
