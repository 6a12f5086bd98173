import { defineMessage, t } from '@netmgr/client/node';
import { createMemoryServer, type MemoryServer, VirtualClock } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { Tally } from '../measure/tally.ts';
import type { BotScript } from './bot-script.ts';
import { BUILT_IN_SCRIPTS } from './built-in-scripts.ts';
import { EchoMsg } from './echo-message.ts';
import { Fleet, type FleetOptions } from './fleet.ts';

const LoginMsg = defineMessage(7101, 'LoginMsg', { name: t.string });

interface World {
  readonly clock: VirtualClock;
  readonly server: MemoryServer;
  readonly tally: Tally;
  readonly fleet: Fleet;
}

const createWorld = (given: Partial<FleetOptions> = {}): World => {
  const clock = new VirtualClock();
  const server = createMemoryServer({ clock, messages: [EchoMsg, LoginMsg] });
  const tally = new Tally(given.script?.measures);
  const fleet = new Fleet({
    dial: { transport: server.transport },
    bots: 1,
    rampMs: 0,
    pace: { meanMs: 100, spreadMs: 0 },
    script: BUILT_IN_SCRIPTS.echo ?? {},
    messages: [],
    requestTimeoutMs: 10_000,
    clock,
    seed: 1,
    observer: tally,
    ...given,
  });
  return { clock, server, tally, fleet };
};

/** Runs a promise to its end, which needs time to pass. */
const finish = async <T>(clock: VirtualClock, work: Promise<T>): Promise<T> => {
  let isOver = false;
  void work.finally(() => {
    isOver = true;
  });
  for (let turn = 0; !isOver && turn < 1000; turn++) await clock.advance(10);
  return work;
};

/** Answers every echo, after what `delayMs` says at that moment. */
const answer = ({ clock, server }: World, delayMs: () => number = () => 0): void => {
  server.onMessage(EchoMsg, (client, message) => {
    const ms = delayMs();
    if (ms === 0) client.send(EchoMsg, message);
    else clock.after(ms, () => client.send(EchoMsg, message));
  });
};

describe('Fleet', () => {
  it('lets bots begin one after the other over the ramp, and all of them say Quit at the end', async () => {
    const world = createWorld({ bots: 4, rampMs: 8000 });
    const { clock, server, fleet } = world;
    answer(world);
    const endings: string[] = [];
    server.on('clientOffline', (_client, reason) => endings.push(reason));
    fleet.start();

    const seen: number[][] = [];
    for (let second = 0; second < 4; second++) {
      await clock.advance(second === 0 ? 100 : 2000);
      seen.push([fleet.status.online, fleet.status.waiting, server.clientCount]);
    }
    expect(seen).toEqual([
      [1, 3, 1],
      [2, 2, 2],
      [3, 1, 3],
      [4, 0, 4],
    ]);
    await finish(clock, fleet.stop());
    expect(endings).toEqual(Array(4).fill('quit'));
    expect([fleet.status.gone, fleet.status.begun, clock.armedCount]).toEqual([4, 4, 0]);
  });

  it('lets none begin any more when it is stopped during the ramp', async () => {
    const { clock, server, fleet } = createWorld({ bots: 4, rampMs: 8000 });
    fleet.start();
    await clock.advance(2500);
    await finish(clock, fleet.stop());
    await clock.advance(20_000);
    expect([server.clientCount, clock.armedCount]).toEqual([0, 0]);
  });

  it('takes turns at the drawn pace, the same for the same seed and others for another', async () => {
    const turnsOf = async (seed: number): Promise<number[]> => {
      const world = createWorld({ seed, pace: { meanMs: 500, spreadMs: 200 } });
      const times: number[] = [];
      world.server.onMessage(EchoMsg, () => void times.push(world.clock.now()));
      answer(world);
      world.fleet.start();
      await world.clock.advance(10_000);
      await finish(world.clock, world.fleet.stop());
      return times;
    };
    const times = await turnsOf(7);
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(300);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(700);
    expect(times.length).toBeGreaterThan(14);
    expect(new Set(pauses.map(Math.round)).size).toBeGreaterThan(10);
    expect(await turnsOf(7)).toEqual(times);
    expect(await turnsOf(8)).not.toEqual(times);
  });

  it('measures from when a turn was planned, so that a stall hits all that it has held up', async () => {
    const world = createWorld();
    const { clock, tally, fleet } = world;
    // One answer takes a second; the nine turns that were planned meanwhile find the server fast again.
    let count = 0;
    answer(world, () => (++count === 5 ? 1000 : 0));
    fleet.start();
    await clock.advance(3000);
    await finish(clock, fleet.stop());

    const { latency, service } = tally;
    const late = [100, 99, 97, 90, 80].map((percent) => Math.round(latency.percentileMs(percent) ?? 0));
    expect(service.summary.max).toBeCloseTo(1000, -1);
    expect(service.percentileMs(95)).toBe(0);
    expect(late[0]).toBeCloseTo(1000, -1);
    // Thirty turns, of which ten were 1000, 900, … 100 ms behind their plan.
    expect(late[3]).toBeGreaterThanOrEqual(690);
    expect(late[4]).toBeGreaterThanOrEqual(390);
    expect([tally.turns, tally.missedTurns]).toEqual([tally.answered, 0]);
    expect(tally.turns).toBeGreaterThanOrEqual(29);
  });

  it('begins the next turn when the last has ended, and not before, when there is no pause', async () => {
    const world = createWorld({ pace: { meanMs: 0, spreadMs: 0 } });
    answer(world, () => 50);
    world.fleet.start();
    await world.clock.advance(1010);
    await finish(world.clock, world.fleet.stop());
    const { turns, missedTurns, latency } = world.tally;
    expect([turns, missedTurns]).toEqual([21, 0]);
    expect(latency.summary.p99).toBeCloseTo(50, 0);
  });

  it('counts a lost connection once, logs in again, and counts the turns of the outage as missed', async () => {
    const logins: number[] = [];
    const script: BotScript = {
      ...BUILT_IN_SCRIPTS.echo,
      options: { reconnect: { baseDelayMs: 10 } },
      onConnect: (bot) => {
        logins.push(bot.number);
        bot.send(LoginMsg, { name: `bot ${bot.number}` });
      },
    };
    const world = createWorld({ bots: 2, script });
    const { clock, server, tally, fleet } = world;
    // A request is on its way when the connection goes.
    answer(world, () => 90);
    fleet.start();
    await clock.advance(1000);
    const restart = server.restart({ downMs: 2000 });
    await clock.advance(500);
    expect([fleet.status.online, fleet.status.reconnecting]).toEqual([0, 2]);
    await clock.advance(2500);
    await restart;
    expect(fleet.status.online).toBe(2);
    await finish(clock, fleet.stop());

    expect(tally.errors.get('CONNECTION_RESET')?.count).toBe(2);
    expect(logins.toSorted()).toEqual([1, 1, 2, 2]);
    expect(tally.missedTurns).toBeGreaterThanOrEqual(2 * 20);
    expect(tally.missedTurns + tally.turns).toBeGreaterThanOrEqual(2 * 39);
    expect(fleet.status.reconnects).toBe(2);
  });

  it('counts a request without reply as an error and as a latency of at least its wait', async () => {
    const { clock, tally, fleet } = createWorld({ requestTimeoutMs: 1000, pace: { meanMs: 10_000, spreadMs: 0 } });
    fleet.start();
    await clock.advance(11_000);
    await finish(clock, fleet.stop());
    expect(tally.errors.get('REQUEST_TIMEOUT')).toEqual({ count: 1, first: 'no reply to EchoMsg within 1000 ms' });
    expect(tally.latency.summary).toMatchObject({ count: 1, max: expect.closeTo(1000, -1) });
    expect([tally.answered, tally.service.summary.count]).toEqual([0, 0]);
  });

  it('counts what its requests waited when their connection ends, each of them, and the loss once', async () => {
    const script: BotScript = {
      async loop(bot) {
        await Promise.allSettled([1, 2].map((seq) => bot.request(EchoMsg, { seq, text: '' }, EchoMsg)));
      },
    };
    const { clock, server, tally, fleet } = createWorld({ script });
    fleet.start();
    await clock.advance(3000);
    expect([tally.sentMessages, tally.latency.summary.count]).toEqual([2, 0]);
    server.dropAll('reset');
    await clock.advance(100);
    // The first turn begins within the first 100 ms.
    expect(tally.latency.summary).toMatchObject({ count: 2, max: expect.closeTo(2950, -2) });
    expect([tally.answered, tally.errors.get('CONNECTION_RESET')?.count]).toEqual([0, 1]);
    await finish(clock, fleet.stop());
  });

  it('gives turns in flight two seconds at the end, and counts what is unanswered then', async () => {
    const world = createWorld({ bots: 2, pace: { meanMs: 1000, spreadMs: 0 } });
    const { clock, tally, fleet } = world;
    let count = 0;
    answer(world, () => (++count === 1 ? 1500 : 60_000));
    fleet.start();
    await clock.advance(1000);
    expect([count, tally.answered]).toEqual([2, 0]);
    const from = clock.now();
    await finish(clock, fleet.stop());
    expect(clock.now() - from).toBeGreaterThanOrEqual(2000);
    expect([tally.answered, tally.errors.get('UNANSWERED')]).toEqual([
      1,
      { count: 1, first: 'no reply by the time the bot said Quit' },
    ]);
    expect(tally.latency.summary.count).toBe(2);
    // What is left is the server's: the answer that it owes.
    expect(clock.armedCount).toBe(1);
  });

  it('ends although a script waits for something that never comes', async () => {
    const { clock, server, fleet } = createWorld({ script: { loop: () => new Promise(() => {}) } });
    fleet.start();
    await clock.advance(1000);
    await finish(clock, fleet.stop());
    expect(server.clientCount).toBe(0);
  });

  it('goes on after a turn that throws, and tells what was thrown first', async () => {
    let turns = 0;
    const loop = (): void => {
      throw new Error(`planned, turn ${++turns}`);
    };
    const { clock, tally, fleet } = createWorld({ script: { loop } });
    fleet.start();
    await clock.advance(1000);
    await finish(clock, fleet.stop());
    expect(turns).toBeGreaterThanOrEqual(9);
    expect(tally.errors.get('SCRIPT_FAILED')).toMatchObject({
      count: turns,
      first: expect.stringMatching(/^planned, turn 1/),
    });
  });

  it('takes no turn on a connection whose onConnect throws', async () => {
    let turns = 0;
    const onConnect = (): Promise<void> => Promise.reject(new Error('wrong password'));
    const { clock, tally, fleet } = createWorld({ script: { onConnect, loop: () => void turns++ } });
    fleet.start();
    await clock.advance(1000);
    await finish(clock, fleet.stop());
    expect([turns, tally.errorCount]).toEqual([0, 1]);
  });

  it('measures the heartbeats at the pace of the turns, when the script says no more than those', async () => {
    const { clock, tally, fleet } = createWorld({ script: BUILT_IN_SCRIPTS.heartbeat ?? {} });
    fleet.start();
    await clock.advance(2050);
    await finish(clock, fleet.stop());
    expect(tally.answered).toBe(20);
    expect(tally.latency.summary.count).toBe(20);
  });

  it('keeps trying while the server is not there yet, and counts each failed dial', async () => {
    const { clock, server, tally, fleet } = createWorld({ script: { options: { reconnect: { baseDelayMs: 10 } } } });
    await server.close();
    fleet.start();
    await clock.advance(1000);
    expect([fleet.status.connecting, tally.connections]).toEqual([1, 0]);
    expect(tally.errors.get('CONNECT_FAILED')?.count).toBeGreaterThan(2);
    await finish(clock, fleet.stop());
    expect(clock.armedCount).toBe(0);
  });

  it('finds message types by their names for scripts', async () => {
    const names: string[] = [];
    const script: BotScript = {
      onConnect: (bot) => {
        names.push(bot.type('LoginMsg').name);
        bot.type('NoMsg');
      },
    };
    const { clock, tally, fleet } = createWorld({ script, messages: [LoginMsg] });
    fleet.start();
    await clock.advance(100);
    await finish(clock, fleet.stop());
    expect(names).toEqual(['LoginMsg']);
    expect(tally.errors.get('SCRIPT_FAILED')?.first).toMatch(/^there is no message type 'NoMsg'/);
  });
});
