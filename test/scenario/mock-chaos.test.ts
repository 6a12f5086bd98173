import { createMemoryServer, type MockServer, type OfflineReason, VirtualClock } from '@netmgr/server-mock';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HEART, NumberMsg, numberFrame, QUIT } from '../support/mock-bench.ts';
import { dialMemory, type RawPeer } from '../support/mock-world.ts';

/** What is done to a server and its clients; `pick` chooses a client by a number that may be far too large. */
interface Chaos {
  readonly clock: VirtualClock;
  readonly server: MockServer;
  readonly peers: RawPeer[];
  readonly dial: () => Promise<void>;
}

type Step = (chaos: Chaos) => unknown;

const pickFrom = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(list.length, 1)];
const frames = [
  HEART,
  QUIT,
  numberFrame(1),
  numberFrame(2).slice(0, 10),
  numberFrame(2).slice(10),
  'e9030000ffffffff',
  'aa',
];

const anyPick = fc.nat(20);
const onPeer = (act: (peer: RawPeer) => void) =>
  anyPick.map(
    (pick): Step =>
      ({ peers }) => {
        const peer = pickFrom(peers, pick);
        if (peer !== undefined) act(peer);
      },
  );
const onClient = (name: string) =>
  anyPick.map(
    (pick): Step =>
      ({ server }) => {
        const client = pickFrom(server.clients, pick);
        if (name === 'kick') client?.kick();
        else if (name === 'stall') client?.stall();
        else if (name === 'resume') client?.resume();
        else client?.drop(pick % 2 === 0 ? 'fin' : 'reset');
      },
  );

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>(({ dial }) => dial()) },
  {
    weight: 8,
    arbitrary: fc.tuple(anyPick, fc.constantFrom(...frames)).map(
      ([pick, hex]): Step =>
        ({ peers }) =>
          pickFrom(peers, pick)?.send(hex),
    ),
  },
  { weight: 1, arbitrary: onPeer((peer) => peer.fin()) },
  { weight: 1, arbitrary: onPeer((peer) => peer.reset()) },
  ...['kick', 'drop', 'stall', 'resume'].map((name) => ({ weight: 1, arbitrary: onClient(name) })),
  { weight: 1, arbitrary: fc.constant<Step>(({ server }) => server.stall()) },
  { weight: 2, arbitrary: fc.constant<Step>(({ server }) => server.resume()) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('fin' as const, 'reset' as const).map(
      (how): Step =>
        ({ server }) =>
          server.dropAll(how),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat(300).map(
      (downMs): Step =>
        ({ server }) =>
          void server.restart({ downMs }).catch(() => {}),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Step>(({ server }) => void server.broadcast(NumberMsg, { n: 9 })) },
  {
    weight: 3,
    arbitrary: fc.nat(700).map(
      (ms): Step =>
        ({ clock }) =>
          clock.advance(ms),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat(5000).map(
      (ms): Step =>
        ({ clock }) =>
          clock.sleep(ms),
    ),
  },
);

it('ends each client once with one reason, keeps its table true, and closes to nothing, whatever happens in which order', async () => {
  const seenReasons = new Set<OfflineReason>();
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 60, size: 'max' }), fc.boolean(), async (steps, handlersMeddle) => {
      const clock = new VirtualClock();
      const server = createMemoryServer({ clock, messages: [NumberMsg], idleTimeoutMs: 1500, frameTimeoutMs: 800 });
      const online = new Set<number>();
      const ended: number[] = [];
      server.on('clientOnline', ({ id }) => online.add(id));
      server.on('clientOffline', (client, reason) => {
        expect(online.delete(client.id)).toBe(true);
        expect([client.isOnline, server.client(client.id)]).toEqual([false, undefined]);
        ended.push(client.id);
        seenReasons.add(reason);
        if (handlersMeddle) server.clients[0]?.kick();
      });
      server.onMessage(NumberMsg, (client, { n }) => {
        client.send(NumberMsg, { n });
        if (handlersMeddle && n === 2) client.stall();
      });
      const peers: RawPeer[] = [];
      const dial = async (): Promise<void> => {
        const peer = await dialMemory(server.transport).catch(() => undefined);
        if (peer !== undefined) peers.push(peer);
      };

      for (const step of steps) {
        await step({ clock, server, peers, dial });
        expect(server.clients.map(({ id }) => id)).toEqual([...online]);
      }

      const closing = server.close();
      await clock.advance(2000);
      await closing;
      await clock.advance(0);
      expect(server.errors).toEqual([]);
      expect(new Set(ended).size).toBe(ended.length);
      expect([online.size, server.clientCount, server.openLinks, clock.armedCount]).toEqual([0, 0, 0, 0]);
      expect(peers.filter(({ ending }) => ending === undefined)).toEqual([]);
    }),
    { numRuns: 400 },
  );
  // Were one never reached, the property would hold for want of trying.
  expect([...seenReasons].sort()).toEqual(['fin', 'idle', 'kicked', 'protocolError', 'quit', 'reset', 'serverClosed']);
}, 60_000);
