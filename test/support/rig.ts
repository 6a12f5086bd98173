import {
  defineMessage,
  defineStruct,
  type MessageOf,
  NetMgr,
  type NetMgrEvents,
  type NetMgrOptions,
  t,
} from '@netmgr/client';
import {
  createMemoryServer,
  createSeededRandom,
  type MemoryServer,
  type MockServerOptions,
  VirtualClock,
} from '@netmgr/server-mock';
import { onTestFinished } from 'vitest';
import { expectQuiet, type NoiseSource } from './expect-quiet.ts';

const PlayerData = defineStruct('PlayerData', { name: t.string, atk: t.int, lev: t.int });

/** The message of the API's example. */
export const PlayerMsg = defineMessage(1001, 'PlayerMsg', { playerID: t.int, playerData: PlayerData });
export type PlayerMsg = MessageOf<typeof PlayerMsg>;

/** Makes a PlayerMsg that its id tells apart. */
export const player = (playerID: number): PlayerMsg => ({ playerID, playerData: { name: 'Ann', atk: 3, lev: 1 } });

/** Every event of a NetMgr. */
export const EVENTS = [
  'state',
  'connected',
  'disconnected',
  'reconnecting',
  'closed',
  'suspect',
  'latency',
  'error',
  'unhandled',
  'dropped',
  'backpressure',
] as const satisfies readonly (keyof NetMgrEvents)[];

/** One event as it was heard. */
export interface HeardEvent {
  readonly at: number;
  readonly event: keyof NetMgrEvents;
  readonly args: readonly unknown[];
}

/** Listens to every event of `net` and lists what comes. */
export const hearEvents = (net: NetMgr, clock: { now(): number }): HeardEvent[] => {
  const heard: HeardEvent[] = [];
  for (const event of EVENTS) net.on(event, (...args: unknown[]) => heard.push({ at: clock.now(), event, args }));
  return heard;
};

/** Tells a NetMgr that was closed from one that left something behind. */
export const noiseOf = (net: NetMgr): NoiseSource => ({
  name: 'NetMgr',
  noise: () => ({
    'armed timers': net.armedTimers,
    'open connections': net.state === 'closed' || net.state === 'idle' ? 0 : 1,
    'waiting messages': net.stats.queued + net.stats.waiting,
  }),
});

/** A NetMgr and a mock server on one virtual clock, with no socket and no real time. */
export interface Rig {
  readonly clock: VirtualClock;
  readonly server: MemoryServer;
  readonly net: NetMgr;
  /** Every event of `net`. */
  readonly heard: HeardEvent[];
  /** Creates one more NetMgr on the same server. */
  createNet(options?: Partial<NetMgrOptions>): NetMgr;
  /** Connects `net` and waits until the server knows it. */
  connect(): Promise<void>;
  /** Gives the arguments of every occurrence of an event so far. */
  all<E extends keyof NetMgrEvents>(event: E): NetMgrEvents[E][];
}

/** Creates a rig. When the test is done it closes everything and expects that all is quiet. */
export const createRig = (
  options: {
    readonly net?: Partial<NetMgrOptions>;
    readonly server?: Partial<MockServerOptions>;
    /** What `net.url` is dialled with, by scheme, in place of the entry's own. */
    readonly dialers?: ConstructorParameters<typeof NetMgr>[1];
  } = {},
): Rig => {
  const clock = new VirtualClock();
  const server = createMemoryServer({ messages: [PlayerMsg], seed: 1, ...options.server, clock });
  const nets: NetMgr[] = [];
  const createNet = (given: Partial<NetMgrOptions> = {}): NetMgr => {
    const base = given.url === undefined ? { transport: server.transport } : {};
    const common = { clock, messages: [PlayerMsg], random: createSeededRandom(1) };
    const net = new NetMgr({ ...base, ...common, ...given }, options.dialers);
    nets.push(net);
    return net;
  };
  const net = createNet(options.net);
  const heard = hearEvents(net, clock);
  onTestFinished(async () => {
    const closing = [...nets.map((each) => each.close()), server.close()];
    await clock.advance(120_000);
    await Promise.all(closing);
    expectQuiet([...nets.map(noiseOf), { name: 'clock', noise: () => ({ 'armed timers': clock.armedCount }) }]);
    expectQuiet([{ name: 'server', noise: () => ({ clients: server.clientCount, links: server.openLinks }) }]);
  });
  return {
    clock,
    server,
    net,
    heard,
    createNet,
    connect: async () => {
      const connected = net.connect();
      await clock.advance(0);
      await connected;
    },
    all: (event) => heard.filter((each) => each.event === event).map((each) => each.args as never),
  };
};
