import { NetMgr, type NetMgrOptions, type TransportFactory } from '@netmgr/client';
import {
  createMemoryServer,
  createReplayServer,
  createSeededRandom,
  latency,
  type MemoryReplayServer,
  type MemoryServer,
  MemorySink,
  type RecordedEvent,
  Recorder,
  type Recording,
  type ReplayMismatch,
  readRecording,
  recordTransport,
  replayClient,
  split,
  VirtualClock,
} from '@netmgr/server-mock';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toHex } from '../support/hex.ts';
import { type HeardEvent, hearEvents, PlayerMsg, player } from '../support/rig.ts';

/** The bytes of one direction of one connection, as hex. */
const streamOf = ({ events }: Recording, direction: 'up' | 'down', connection = 1): string =>
  events
    .filter((event) => event.kind === 'bytes' && event.connection === connection && event.direction === direction)
    .map((event) => toHex((event as { bytes: Uint8Array }).bytes))
    .join('');

/** One line per event, with the bytes of neighbours joined. */
const outline = (events: readonly RecordedEvent[]): string[] =>
  events
    .map((event) => `#${event.connection} ${'direction' in event ? `${event.direction} ` : ''}${event.kind}`)
    .filter((line, index, lines) => line !== lines[index - 1]);

const createNet = (clock: VirtualClock, transport: TransportFactory, options: Partial<NetMgrOptions> = {}): NetMgr =>
  new NetMgr({ transport, clock, messages: [PlayerMsg], random: createSeededRandom(1), ...options });

/** What the game does in every run: it greets, waits for heartbeats, asks, loses the line, comes back, and leaves. */
const play = async (net: NetMgr, clock: VirtualClock, onCut: () => void): Promise<unknown> => {
  const connected = net.connect();
  await clock.advance(100);
  await connected;
  net.send(PlayerMsg, player(1));
  await clock.advance(7_000);
  const answer = net.request(PlayerMsg, player(2), PlayerMsg);
  await clock.advance(500);
  onCut();
  await clock.advance(3_000);
  net.send(PlayerMsg, player(3));
  await clock.advance(1_000);
  const closed = net.close();
  await clock.advance(1_000);
  await closed;
  return answer;
};

interface Run {
  readonly atClient: Recording;
  readonly atServer: Recording;
  readonly heard: readonly HeardEvent[];
  readonly answer: unknown;
}

/** Answers every player, and sends everybody the time each second. */
const addGame = (server: MemoryServer, clock: VirtualClock): void => {
  server.onMessage(PlayerMsg, (client, msg) => client.send(PlayerMsg, player(msg.playerID + 100)));
  server.on('clientOnline', (client) => {
    const tick = (): void => {
      if (!client.isOnline) return;
      client.sendFrame(2001, new Uint8Array(8).fill(clock.now() & 0xff));
      clock.after(1_000, tick);
    };
    tick();
  });
};

/** A real run of NetMgr and MockServer, recorded on both sides, with a network that delays and cuts. */
const record = async (): Promise<Run> => {
  const clock = new VirtualClock();
  const server = createMemoryServer({ clock, messages: [PlayerMsg], seed: 1 });
  addGame(server, clock);
  server.addFault(latency({ ms: 20, jitterMs: 10 }));
  server.addFault(split({ random: [1, 9] }));
  const [clientSink, serverSink] = [new MemorySink(), new MemorySink()];
  const clientRecorder = new Recorder({ clock, sink: clientSink });
  const serverRecorder = new Recorder({ clock, sink: serverSink });
  server.record(serverRecorder);
  const net = createNet(clock, recordTransport(server.transport, clientRecorder));
  const heard = hearEvents(net, clock);
  const answer = await play(net, clock, () => server.dropAll('reset'));
  const closing = server.close();
  await clock.advance(5_000);
  await closing;
  await Promise.all([clientRecorder.close(), serverRecorder.close()]);
  expect(clock.armedCount).toBe(0);
  return { atClient: readRecording(clientSink.bytes), atServer: readRecording(serverSink.bytes), heard, answer };
};

const replayToClient = async (
  recording: Recording,
  options: { readonly speed?: number } = {},
): Promise<{ replay: MemoryReplayServer; heard: HeardEvent[]; answer: unknown; clock: VirtualClock }> => {
  const clock = new VirtualClock();
  const replay = createReplayServer({ clock, recording, ...options });
  onTestFinished(async () => {
    await replay.close();
    await clock.advance(0);
    expect([replay.armedTimers, replay.openLinks, clock.armedCount]).toEqual([0, 0, 0]);
  });
  const net = createNet(clock, replay.transport);
  const heard = hearEvents(net, clock);
  const answer = await play(net, clock, () => {});
  return { replay, heard, answer, clock };
};

const replayToServer = async (recording: Recording, speed = 1): Promise<Recording> => {
  const clock = new VirtualClock();
  const server = createMemoryServer({ clock, messages: [PlayerMsg], seed: 1 });
  const sink = new MemorySink();
  const recorder = new Recorder({ clock, sink });
  server.record(recorder);
  const replay = replayClient({ clock, recording, transport: server.transport, speed });
  let isDone = false;
  void replay.done.then(() => {
    isDone = true;
  });
  await clock.advance(30_000);
  expect(isDone).toBe(true);
  expect([replay.armedTimers, replay.openLinks]).toEqual([0, 0]);
  const closing = server.close();
  await clock.advance(5_000);
  await closing;
  await recorder.close();
  return readRecording(sink.bytes);
};

const timesOf = (heard: readonly HeardEvent[]): string[] => heard.map(({ at, event }) => `${at.toFixed(3)} ${event}`);

describe('a run of NetMgr and MockServer that was recorded', () => {
  it('is the same on both sides: the connections, their ends, and the bytes as far as they arrived', async () => {
    const { atClient, atServer } = await record();
    expect([atClient.damage, atServer.damage]).toEqual([undefined, undefined]);
    for (const connection of [1, 2]) {
      expect(streamOf(atServer, 'up', connection)).toBe(streamOf(atClient, 'up', connection));
      expect(streamOf(atServer, 'down', connection)).toBe(streamOf(atClient, 'down', connection));
      expect(streamOf(atClient, 'down', connection).length).toBeGreaterThan(100);
    }
    expect(outline(atClient.events).slice(0, 2)).toEqual(['#1 dial', '#1 open']);
    expect(outline(atClient.events)).toContain('#1 down reset');
    expect(outline(atClient.events).slice(-3)).toContain('#2 up end');
  });

  it('replayed as a server from the client side gives the game the same events at the same times', async () => {
    const { atClient, heard, answer } = await record();
    const again = await replayToClient(atClient);
    expect(again.replay.mismatches).toEqual([]);
    expect(again.replay.isDone).toBe(true);
    expect(timesOf(again.heard)).toEqual(timesOf(heard));
    expect(again.answer).toEqual(answer);
  });

  it('replayed as a server from the server side gives the game the same answers', async () => {
    const { atServer, answer } = await record();
    const again = await replayToClient(atServer);
    expect(again.replay.mismatches.filter(({ kind }) => kind !== 'late')).toEqual([]);
    expect(again.answer).toEqual(answer);
    expect(again.heard.filter(({ event }) => event === 'connected').length).toBe(2);
  });

  it.each(['atClient', 'atServer'] as const)(
    'replayed as a client %s gives the server the same bytes',
    async (side) => {
      const run = await record();
      const again = await replayToServer(run[side]);
      for (const connection of [1, 2]) {
        expect(streamOf(again, 'up', connection)).toBe(streamOf(run[side], 'up', connection));
      }
      expect(outline(again.events)).toContain('#2 open');
    },
  );

  it('replayed ten times as fast takes a tenth of the time', async () => {
    const { atServer } = await record();
    const lengthOf = ({ events }: Recording): number => {
      const up = events.filter((event) => event.kind === 'bytes' && event.direction === 'up');
      return up.at(-1)!.at - up[0]!.at;
    };
    const clock = new VirtualClock();
    const sink = new MemorySink();
    const server = createMemoryServer({ clock });
    const recorder = new Recorder({ clock, sink });
    server.record(recorder);
    const replay = replayClient({ clock, recording: atServer, transport: server.transport, speed: 10, patienceMs: 0 });
    await clock.advance(5_000);
    await replay.done;
    await server.close();
    await recorder.close();
    const ratio = lengthOf(atServer) / lengthOf(readRecording(sink.bytes));
    expect(ratio).toBeGreaterThan(9.9);
    expect(ratio).toBeLessThan(10.1);
  });

  it('is told of a live side that does something else, and goes on to the end', async () => {
    const { atClient } = await record();
    const clock = new VirtualClock();
    const told: ReplayMismatch[] = [];
    const replay = createReplayServer({ clock, recording: atClient, onMismatch: (mismatch) => told.push(mismatch) });
    const net = createNet(clock, replay.transport, { reconnect: false });
    const connected = net.connect();
    await clock.advance(0);
    await connected;
    net.send(PlayerMsg, player(9));
    await clock.advance(20_000);
    expect(told[0]).toMatchObject({ kind: 'different', connection: 1 });
    expect(told[0]?.detail).toMatch(/came, recorded is/);
    expect(told).toEqual(replay.mismatches);
    expect(net.state).toBe('closed');
    await expect(net.connect()).resolves.toBeUndefined();
    const closed = net.close();
    await clock.advance(5_000);
    await closed;
    await replay.close();
    await clock.advance(0);
    expect(clock.armedCount).toBe(0);
  });

  it('leaves nothing armed when the live server refuses, or is not done with its own end', async () => {
    const { atClient } = await record();
    const clock = new VirtualClock();
    const server = createMemoryServer({ clock });
    const refused = server.close();
    await clock.advance(1_000);
    await refused;
    const replay = replayClient({ clock, recording: atClient, transport: server.transport });
    await clock.advance(20_000);
    await replay.done;
    expect(replay.mismatches.map(({ kind, connection }) => `${connection} ${kind}`)).toEqual(['1 failed', '2 failed']);
    expect([replay.armedTimers, clock.armedCount, replay.openLinks]).toEqual([0, 0, 0]);
  });

  it('can be stopped at any time', async () => {
    const { atClient } = await record();
    const clock = new VirtualClock();
    const server = createMemoryServer({ clock });
    const replay = replayClient({ clock, recording: atClient, transport: server.transport });
    await clock.advance(3_000);
    expect(server.clientCount).toBe(1);
    replay.stop();
    await clock.advance(0);
    await replay.done;
    expect([server.clientCount, replay.armedTimers, replay.openLinks]).toEqual([0, 0, 0]);
    await server.close();
    expect(clock.armedCount).toBe(0);
  });

  it('refuses dials beyond the recorded ones', async () => {
    const { atClient } = await record();
    const clock = new VirtualClock();
    const replay = createReplayServer({ clock, recording: { ...atClient, events: [] } });
    const net = createNet(clock, replay.transport, { reconnect: false });
    await expect(net.connect()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
    await net.close();
    await replay.close();
    expect(clock.armedCount).toBe(0);
  });
});
