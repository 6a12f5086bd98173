import { defineMessage, t } from '@netmgr/client';
import type { MockServerOptions, OfflineReason } from '@netmgr/server-mock';
import { onTestFinished } from 'vitest';
import { expectQuiet } from './expect-quiet.ts';
import { type MockWay, type MockWorld, type RawPeer, until } from './mock-world.ts';

/** A whole heartbeat, and a whole Quit. */
export const HEART = 'e703000000000000';
export const QUIT = 'eb03000000000000';

/** A message of one int, and its frame. */
export const NumberMsg = defineMessage(1001, 'NumberMsg', { n: t.int });
export const numberFrame = (n: number): string => `e903000004000000${intHex(n)}`;

const intHex = (n: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(n);
  return bytes.toString('hex');
};

/** A world of its own for one test, with a record of who came and went. */
export interface MockBench extends MockWorld {
  /** One line per event, such as `1 online` and `1 offline: quit`. */
  readonly log: string[];
  /** Dials and waits until the server knows the client. */
  join(): Promise<RawPeer>;
  /** Waits until the server has told of so many ends, and lists their reasons in order. */
  reasons(count: number): Promise<OfflineReason[]>;
}

/** Opens a world. When the test is done everything is closed and must be quiet. */
export const openBench = async (way: MockWay, options: Partial<MockServerOptions> = {}): Promise<MockBench> => {
  const world = await way.open({ messages: [NumberMsg], ...options });
  const { clock, server } = world;
  const log: string[] = [];
  const ended: OfflineReason[] = [];
  const peers: RawPeer[] = [];
  server.on('clientOnline', (client) => log.push(`${client.id} online`));
  server.on('clientOffline', (client, reason) => {
    log.push(`${client.id} offline: ${reason}`);
    ended.push(reason);
  });
  const dial = async (): Promise<RawPeer> => {
    const peer = await world.dial();
    peers.push(peer);
    return peer;
  };
  onTestFinished(async () => {
    for (const peer of peers) peer.reset();
    const closing = server.close();
    await clock.advance(1000);
    await closing;
    await clock.advance(0);
    expectQuiet([
      { name: 'clock', noise: () => ({ 'armed timers': clock.armedCount }) },
      {
        name: 'server',
        noise: () => ({
          clients: server.clientCount,
          links: server.openLinks,
          listeners: server.openListeners,
          handlers: server.handlerCount,
        }),
      },
    ]);
  });
  return {
    ...world,
    log,
    dial,
    join: async () => {
      const onlineBefore = log.filter((line) => line.endsWith('online')).length;
      const peer = await dial();
      await until(
        'the server knows the client',
        () => log.filter((line) => line.endsWith('online')).length > onlineBefore,
      );
      return peer;
    },
    reasons: async (count) => {
      await until(`${count} clients went offline`, () => ended.length >= count);
      return ended;
    },
  };
};
