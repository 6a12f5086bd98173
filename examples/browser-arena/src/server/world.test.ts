import { NetMgr } from '@netmgr/client';
import { createMemoryServer, createSeededRandom, type MemoryServer, VirtualClock } from '@netmgr/server-mock';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ArenaClient, type ArenaListener, type Identity } from '../shared/arena-client.ts';
import {
  ARENA_MESSAGES,
  Farewell,
  Hull,
  InputMsg,
  JoinResult,
  OwnMotionMsg,
  SparkTakenMsg,
} from '../shared/messages.ts';
import { OwnShip } from '../shared/own-ship.ts';
import { MAX_PENDING } from '../shared/prediction.ts';
import { STEP_MS, thrustOf } from '../shared/simulation.ts';
import { World } from './world.ts';

interface Pilot {
  readonly net: NetMgr;
  readonly arena: ArenaClient;
  readonly own: OwnShip;
  /** What the arena told, as lines. */
  readonly told: string[];
  /** The numbers of bots that it told. */
  readonly bots: number[];
}

interface Bench {
  readonly clock: VirtualClock;
  readonly world: World;
  readonly server: MemoryServer;
  /** Connects a pilot and lets it join. */
  pilot(name: string, identity?: Partial<Identity>): Promise<Pilot>;
}

const createBench = (): Bench => {
  const clock = new VirtualClock();
  const server = createMemoryServer({ clock, messages: ARENA_MESSAGES, seed: 1 });
  const world = new World(server, clock, createSeededRandom(1));
  const nets: NetMgr[] = [];
  world.start();
  onTestFinished(async () => {
    world.stop();
    const closing = [...nets.map((net) => net.close()), server.close()];
    await clock.advance(60_000);
    await Promise.all(closing);
    expect(clock.armedCount).toBe(0);
    expect(server.errors).toEqual([]);
  });
  return {
    clock,
    world,
    server,
    pilot: async (name, identity = {}) => {
      const { transport, random } = server;
      const net = new NetMgr({ transport, clock, random, messages: ARENA_MESSAGES });
      nets.push(net);
      const told: string[] = [];
      const bots: number[] = [];
      const full = { key: `key of ${name}`, name, color: 0x112233, hull: Hull.manta, isBot: false, ...identity };
      const own = new OwnShip((inputs) => arena.fly(inputs));
      const arena = new ArenaClient(net, full, {
        ...tellTo(told),
        onJoined: (motion, again) => {
          own.reset(motion);
          told.push(again ? 'joined again' : 'joined');
        },
        onOwnMotion: (seq, motion) => own.reconcile(seq, motion),
        onBots: (count) => bots.push(count),
      });
      net.connect().catch(() => {});
      await clock.advance(10);
      return { net, arena, own, told, bots };
    },
  };
};

const tellTo = (told: string[]): ArenaListener => ({
  onRefused: (result) => told.push(`refused: ${result}`),
  onPilotCame: ({ name }) => told.push(`${name} came`),
  onPilotLeft: ({ name }, reason) => told.push(`${name} left: ${['quit', 'lost', 'kicked'][reason]}`),
  onSparkTaken: ({ name, score }) => told.push(`${name} has ${score}`),
  onSaid: ({ name }, text) => told.push(`${name}: ${text}`),
  onFarewell: (reason) => told.push(reason === Farewell.kicked ? 'kicked' : 'taken over'),
});

/** Lets a pilot fly for a time, in pictures of 20 ms. */
const fly = async ({ clock }: Bench, { own }: Pilot, [x, y]: readonly [number, number], ms: number): Promise<void> => {
  for (let done = 0; done < ms; done += 20) {
    own.advance(thrustOf(x, y), 20);
    await clock.advance(20);
  }
};

/** Lets a pilot fly to the nearest spark. */
const takeSpark = async (bench: Bench, pilot: Pilot): Promise<number> => {
  const distance = ({ x, y }: { x: number; y: number }): number =>
    Math.hypot(x - pilot.own.place.x, y - pilot.own.place.y);
  const [spark] = [...pilot.arena.sparks.values()].sort((a, b) => distance(a) - distance(b));
  for (let i = 0; i < 600 && pilot.arena.sparks.get(spark!.id) === spark; i++) {
    const { x, y } = pilot.own.place;
    const pull = 0.6 / Math.max(150, distance(spark!));
    await fly(bench, pilot, [(spark!.x - x) * pull, (spark!.y - y) * pull], 20);
  }
  return spark!.id;
};

const seenBy = ({ arena }: Pilot, nowMs: number): { name: string; x: number; y: number }[] => {
  const seen: { name: string; x: number; y: number }[] = [];
  arena.eachOther(nowMs, ({ name }, { x, y }) => seen.push({ name, x, y }));
  return seen;
};

const namesOf = ({ arena }: Pilot): readonly string[] => [...arena.pilots.values()].map(({ name }) => name);

describe('World', () => {
  it('tells everybody of everybody', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    const bob = await bench.pilot('Bob');

    expect(ann.told).toEqual(['joined', 'Bob came']);
    expect(bob.told).toEqual(['joined']);
    expect([namesOf(ann), namesOf(bob)]).toEqual([
      ['Ann', 'Bob'],
      ['Ann', 'Bob'],
    ]);
    expect(bob.arena.sparks.size).toBe(16);
  });

  it('tells who said goodbye from who was cut off', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    const bob = await bench.pilot('Bob');
    const cat = await bench.pilot('Cat');

    void bob.net.close();
    await bench.clock.advance(100);
    bench.server.client(3)?.drop('reset');
    await bench.clock.advance(10);

    expect(ann.told.slice(3)).toEqual(['Bob left: quit', 'Cat left: lost']);
    expect(cat.net.state).toBe('backingOff');
  });

  it('shows each where the others are, 20 times a second', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    const bob = await bench.pilot('Bob');

    await fly(bench, bob, [0.3, 0.2], 400);
    await fly(bench, bob, [0, 0], 3000);

    const [seen, ...rest] = seenBy(ann, bench.clock.now());
    expect(rest).toEqual([]);
    expect(seen?.name).toBe('Bob');
    expect(Math.hypot(seen!.x - bob.own.place.x, seen!.y - bob.own.place.y)).toBeLessThan(0.1);
    const before = ann.net.stats.framesIn;
    await bench.clock.advance(1000);
    expect(ann.net.stats.framesIn - before).toBeGreaterThanOrEqual(20);
  });

  it('flies every ship as its page predicts it, to the bit', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    const corrections: number[] = [];
    ann.net.onMessage(OwnMotionMsg, () => corrections.push(ann.own.lastCorrection));

    for (const way of [
      [1, 0.3],
      [-0.2, 1],
      [-1, -1],
    ] as const) {
      await fly(bench, ann, way, 1500);
    }
    await fly(bench, ann, [0, 0], 4000);

    expect(corrections.length).toBeGreaterThan(50);
    expect(Math.max(...corrections)).toBe(0);
    expect(ann.own.pendingCount).toBe(0);
  });

  it('flies nobody faster than time, and says so', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    const start = ann.own.place;
    const told: number[] = [];
    ann.net.onMessage(OwnMotionMsg, ({ seq, motion }) => told.push(seq, motion.x));
    const thrusts = Array.from({ length: 4 * MAX_PENDING }, () => ({ x: start.x < 1200 ? 127 : -128, y: 127 }));
    ann.net.send(InputMsg, { seq: 1, thrusts });
    await bench.clock.advance(200);

    const [seq = 0, x = 0] = told;
    expect(seq).toBe(thrusts.length);
    // At most 2.5 s at the top speed, which full thrust in one direction alone reaches.
    expect(Math.abs(x - start.x)).toBeLessThan((MAX_PENDING * STEP_MS * 470) / 1000);
  });

  it('gives a spark to whoever touches it, and lets it shine elsewhere', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    const bob = await bench.pilot('Bob');
    const before = new Map(ann.arena.sparks);
    const id = await takeSpark(bench, bob);
    await bench.clock.advance(100);

    expect(ann.told.slice(2)).toEqual(['Bob has 1']);
    expect(ann.arena.sparks.get(id)).not.toEqual(before.get(id));
  });

  it('gives who comes back the same number, place, score and look', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    await takeSpark(bench, ann);
    await fly(bench, ann, [0, 0], 3000);
    const { ownId: id } = ann.arena;
    const { x, y } = ann.own.place;

    bench.server.dropAll('reset');
    await bench.clock.advance(5000);

    expect(ann.told.slice(-1)).toEqual(['joined again']);
    expect([ann.arena.ownId, ann.arena.isJoined, ann.own.place.x, ann.own.place.y]).toEqual([id, true, x, y]);
    const [pilot] = ann.arena.pilots.values();
    expect(pilot).toMatchObject({ id, name: 'Ann', color: 0x112233, hull: Hull.manta });
    expect(pilot!.score).toBeGreaterThanOrEqual(1);
  });

  it('lets a ship without a pilot stand still', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    await fly(bench, ann, [ann.own.place.x < 1200 ? 1 : -1, 0], 600);

    bench.server.dropAll('reset');
    await bench.clock.advance(5000);
    const { place } = ann.own;
    await fly(bench, ann, [0, 0], 500);

    expect([ann.arena.isJoined, ann.own.place]).toEqual([true, place]);
  });

  it('tells everybody of a new name and colour, and keeps them over a reconnect', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    const bob = await bench.pilot('Bob');

    ann.arena.wear('Annie', 0x445566);
    ann.arena.wear('no\nname', 0);
    await bench.clock.advance(20);
    expect([...bob.arena.pilots.values()][0]).toMatchObject({ name: 'Annie', color: 0x445566 });

    ann.arena.wear('Annie', 0x445566);
    bench.server.dropAll('reset');
    await bench.clock.advance(5000);
    expect([...namesOf(bob)].sort()).toEqual(['Annie', 'Bob']);
  });

  it('passes on what is said, in one line, and not too much of it', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    const bob = await bench.pilot('Bob');

    for (const text of ['hello\nyou', '   ', 'x'.repeat(500), '3', '4', '5', '6', '7']) ann.arena.say(text);
    await bench.clock.advance(20);
    expect(bob.told.slice(1)).toEqual(['Ann: hello you', `Ann: ${'x'.repeat(120)}`, 'Ann: 3', 'Ann: 4', 'Ann: 5']);

    await bench.clock.advance(5000);
    ann.arena.say('8');
    await bench.clock.advance(20);
    expect(ann.told.at(-1)).toBe('Ann: 8');
  });

  it('kicks a pilot by its key, tells it why first, and everybody else', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    const bob = await bench.pilot('Bob');

    expect([bench.world.kick('key of Bob'), bench.world.kick('key of Cat')]).toEqual([true, false]);
    await bench.clock.advance(60_000);

    expect([bob.told.at(-1), bob.net.state]).toEqual(['kicked', 'closed']);
    expect(ann.told.at(-1)).toBe('Bob left: kicked');
    expect(bench.world.kick('key of Bob')).toBe(false);
  });

  it('lets a pilot take its own seat again, and asks the old connection not to come back', async () => {
    const bench = createBench();
    const old = await bench.pilot('Ann');
    const bob = await bench.pilot('Bob');
    const again = await bench.pilot('Ann');
    await bench.clock.advance(60_000);

    expect([old.net.state, again.arena.isJoined, again.arena.ownId]).toEqual(['closed', true, old.arena.ownId]);
    expect(old.told.at(-1)).toBe('taken over');
    expect(namesOf(bob)).toEqual(['Ann', 'Bob']);
  });

  it('refuses names that cannot be shown', async () => {
    const bench = createBench();
    for (const name of ['', '   ', 'x'.repeat(21), 'a\nb']) {
      expect((await bench.pilot(name, { key: `k${name}` })).told, name).toEqual([`refused: ${JoinResult.badName}`]);
    }
  });

  it('takes out of names and lines what would turn the text around them', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    const eve = await bench.pilot('\u202eEve\u2069');
    eve.arena.say('a\u202eb \u05e9\u05dc\u05d5\u05dd');
    await bench.clock.advance(20);
    eve.arena.wear('\u2066Mallory', 1);
    await bench.clock.advance(20);

    expect(ann.told.slice(-2)).toEqual(['Eve came', 'Eve: ab \u05e9\u05dc\u05d5\u05dd']);
    expect(namesOf(ann)).toEqual(['Ann', 'Mallory']);
    expect((await bench.pilot('\u202e', { key: 'k' })).told).toEqual([`refused: ${JoinResult.badName}`]);
  });

  it('tells who is there, and who comes, how many bots are wished', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    bench.world.tellBots(7);
    await bench.clock.advance(20);
    const bob = await bench.pilot('Bob');
    expect([ann.bots, bob.bots]).toEqual([[0, 7], [7]]);
  });

  it('takes 64 pilots and refuses the next', async () => {
    const bench = createBench();
    const pilots: Pilot[] = [];
    for (let i = 0; i < 65; i++) pilots.push(await bench.pilot(`P${i}`));

    expect(pilots.filter(({ arena }) => arena.isJoined)).toHaveLength(64);
    expect(pilots[64]?.told).toEqual([`refused: ${JoinResult.arenaFull}`]);
  });

  it('ignores who moves without having joined', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    const stranger = new NetMgr({ transport: bench.server.transport, clock: bench.clock, messages: ARENA_MESSAGES });
    const heard: unknown[] = [];
    stranger.onMessage(SparkTakenMsg, (message) => heard.push(message));
    void stranger.connect();
    await bench.clock.advance(10);
    const thrusts = Array.from({ length: 100 }, () => ({ x: 127, y: 0 }));
    stranger.send(InputMsg, { seq: 1, thrusts });
    await bench.clock.advance(500);

    expect([ann.told, heard, stranger.state]).toEqual([['joined'], [], 'connected']);
    void stranger.close();
  });

  it('computes no world while the server is stalled', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    bench.server.stall();
    await bench.clock.advance(3000);
    const before = ann.net.stats.framesIn;
    bench.server.resume();
    await bench.clock.advance(40);

    expect(ann.net.stats.framesIn - before).toBeLessThan(4);
  });
});
