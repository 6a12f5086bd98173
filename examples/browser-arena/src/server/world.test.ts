import { NetMgr } from '@netmgr/client';
import { createMemoryServer, createSeededRandom, type MemoryServer, VirtualClock } from '@netmgr/server-mock';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ArenaClient, type ArenaListener, type Identity } from '../shared/arena-client.ts';
import { ARENA, SHIP_RADIUS } from '../shared/flight.ts';
import { ARENA_MESSAGES, Hull, JoinResult, LeaveReason, MoveMsg, SparkTakenMsg } from '../shared/messages.ts';
import { World } from './world.ts';

interface Pilot {
  readonly net: NetMgr;
  readonly arena: ArenaClient;
  /** What the arena told, as lines. */
  readonly told: string[];
}

interface Bench {
  readonly clock: VirtualClock;
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
    server,
    pilot: async (name, identity = {}) => {
      const net = new NetMgr({ transport: server.transport, clock, messages: ARENA_MESSAGES });
      nets.push(net);
      const told: string[] = [];
      const full = { key: `key of ${name}`, name, color: 0x112233, hull: Hull.manta, isBot: false, ...identity };
      const arena = new ArenaClient(net, full, tellTo(told));
      net.connect().catch(() => {});
      await clock.advance(10);
      return { net, arena, told };
    },
  };
};

const tellTo = (told: string[]): ArenaListener => ({
  onJoined: (again) => told.push(again ? 'joined again' : 'joined'),
  onRefused: (result) => told.push(`refused: ${result}`),
  onPilotCame: ({ name }) => told.push(`${name} came`),
  onPilotLeft: ({ name }, reason) => told.push(`${name} left: ${reason === LeaveReason.quit ? 'quit' : 'lost'}`),
  onSparkTaken: ({ name, score }) => told.push(`${name} has ${score}`),
});

const namesOf = ({ arena }: Pilot): readonly string[] => [...arena.pilots].map(({ name }) => name);

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
    expect([...bob.arena.sparks]).toHaveLength(9);
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

    bob.arena.move({ x: 300, y: 400, angle: 1 });
    await bench.clock.advance(500);

    const [seen, ...rest] = ann.arena.othersAt(bench.clock.now());
    expect(rest).toEqual([]);
    expect([seen?.pilot.name, seen?.place]).toEqual(['Bob', { x: 300, y: 400, angle: 1 }]);
    const before = ann.net.stats.framesIn;
    await bench.clock.advance(1000);
    expect(ann.net.stats.framesIn - before).toBeGreaterThanOrEqual(20);
  });

  it('keeps ships inside, and ignores places that are none', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    const bob = await bench.pilot('Bob');

    bob.net.send(MoveMsg, { place: { x: 1e30, y: -1e30, angle: 0 } });
    bob.net.send(MoveMsg, { place: { x: Number.NaN, y: 5, angle: 0 } });
    await bench.clock.advance(500);

    const [seen] = ann.arena.othersAt(bench.clock.now());
    expect(seen?.place).toEqual({ x: ARENA.width - SHIP_RADIUS, y: SHIP_RADIUS, angle: 0 });
  });

  it('gives a spark to whoever touches it, and lets it shine elsewhere', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    const bob = await bench.pilot('Bob');
    const spark = [...bob.arena.sparks].find(({ id }) => id === 4)!;

    bob.arena.move({ x: spark.x + 10, y: spark.y, angle: 0 });
    await bench.clock.advance(10);

    expect(ann.told.slice(2)).toEqual(['Bob has 1']);
    expect([...ann.arena.sparks].find(({ id }) => id === 4)).not.toEqual(spark);
  });

  it('gives who comes back the same number, score and look', async () => {
    const bench = createBench();
    const ann = await bench.pilot('Ann');
    const [spark] = ann.arena.sparks;
    ann.arena.move({ x: spark!.x, y: spark!.y, angle: 0 });
    await bench.clock.advance(10);
    const id = ann.arena.ownId;

    bench.server.dropAll('reset');
    await bench.clock.advance(5000);

    expect(ann.told).toEqual(['joined', 'Ann has 1', 'joined again']);
    expect([ann.arena.ownId, ann.arena.isJoined]).toEqual([id, true]);
    expect([...ann.arena.pilots]).toMatchObject([{ id, name: 'Ann', score: 1, color: 0x112233, hull: Hull.manta }]);
  });

  it('lets a pilot take its own seat again, and asks the old connection not to come back', async () => {
    const bench = createBench();
    const old = await bench.pilot('Ann');
    const bob = await bench.pilot('Bob');
    const again = await bench.pilot('Ann');
    await bench.clock.advance(60_000);

    expect([old.net.state, again.arena.isJoined, again.arena.ownId]).toEqual(['closed', true, old.arena.ownId]);
    expect(namesOf(bob)).toEqual(['Ann', 'Bob']);
  });

  it('refuses names that cannot be shown', async () => {
    const bench = createBench();
    for (const name of ['', '   ', 'x'.repeat(21), 'a\nb']) {
      expect((await bench.pilot(name, { key: `k${name}` })).told, name).toEqual([`refused: ${JoinResult.badName}`]);
    }
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
    for (const { x, y } of ann.arena.sparks) stranger.send(MoveMsg, { place: { x, y, angle: 0 } });
    await bench.clock.advance(500);

    expect([ann.told, heard]).toEqual([['joined'], []]);
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
