import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSystemClock } from '@netmgr/client';
import { createTcpTransport, NetMgr } from '@netmgr/client/node';
import { createReplayServer, Recorder, type Recording, recordTransport, replayClient } from '@netmgr/server-mock';
import { listenReplay, MockServer, openFileSink, readRecordingFile } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toHex } from '../support/hex.ts';
import { until } from '../support/mock-world.ts';
import { PlayerMsg, player } from '../support/rig.ts';

const clock = createSystemClock();

const createFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'netmgr-record-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const openServer = async (): Promise<MockServer> => {
  const server = await MockServer.listen({ tcpPort: 0, webSocketPort: 0, messages: [PlayerMsg] });
  onTestFinished(() => server.close());
  server.onMessage(PlayerMsg, (client, msg) => void client.send(PlayerMsg, player(msg.playerID + 1)));
  return server;
};

const streamOf = ({ events }: Recording, direction: 'up' | 'down'): string =>
  events
    .filter((event) => event.kind === 'bytes' && event.direction === direction)
    .map((event) => toHex((event as { bytes: Uint8Array }).bytes))
    .join('');

const talk = async (net: NetMgr): Promise<number[]> => {
  await net.connect();
  const answers: number[] = [];
  for (const id of [1, 10, 20]) answers.push((await net.request(PlayerMsg, player(id), PlayerMsg)).playerID);
  await net.close();
  return answers;
};

/** Records a talk over real sockets on both sides, each into its file. */
const recordTalk = async (): Promise<{ client: string; server: string }> => {
  const folder = createFolder();
  const paths = { client: join(folder, 'client.nmrec'), server: join(folder, 'server.nmrec') };
  const server = await openServer();
  const serverRecorder = new Recorder({ clock, sink: await openFileSink(paths.server) });
  const clientRecorder = new Recorder({ clock, sink: await openFileSink(paths.client) });
  server.record(serverRecorder);
  const transport = recordTransport(createTcpTransport(server.urls.tcp), clientRecorder);
  expect(await talk(new NetMgr({ transport, messages: [PlayerMsg] }))).toEqual([2, 11, 21]);
  await until('the server is done with the client', () => server.openLinks === 0);
  await Promise.all([serverRecorder.close(), clientRecorder.close()]);
  return paths;
};

describe('a talk over TCP that was recorded into files', () => {
  it('is the same stream of bytes on both sides', async () => {
    const paths = await recordTalk();
    const [client, server] = await Promise.all([readRecordingFile(paths.client), readRecordingFile(paths.server)]);
    expect([client.damage, server.damage]).toEqual([undefined, undefined]);
    for (const direction of ['up', 'down'] as const) {
      expect(streamOf(client, direction)).toBe(streamOf(server, direction));
      expect(streamOf(client, direction)).not.toBe('');
    }
    expect(server.events[0]).toMatchObject({ kind: 'open', label: expect.stringMatching(/^tcp 127\.0\.0\.1:\d+$/) });
  });

  it.each(['client', 'server'] as const)(
    'is replayed in real time to a live NetMgr, from the %s side',
    async (side) => {
      const recording = await readRecordingFile((await recordTalk())[side]);
      const replay = createReplayServer({ clock, recording });
      onTestFinished(() => replay.close());
      const net = new NetMgr({ transport: replay.transport, messages: [PlayerMsg] });
      expect(await talk(net)).toEqual([2, 11, 21]);
      expect(replay.mismatches).toEqual([]);
      await until('the connection is gone', () => replay.openLinks === 0);
      expect([replay.isDone, replay.armedTimers]).toEqual([true, 0]);
    },
  );

  it.each(['tcp', 'ws'] as const)('is replayed on a real port to a NetMgr that dials it by %s', async (way) => {
    const recording = await readRecordingFile((await recordTalk()).server);
    const replay = await listenReplay({ recording });
    onTestFinished(() => replay.close());
    expect(await talk(new NetMgr({ url: replay.urls[way], messages: [PlayerMsg] }))).toEqual([2, 11, 21]);
    expect([replay.mismatches, replay.isDone]).toEqual([[], true]);
    await expect(new NetMgr({ url: replay.urls[way], reconnect: false }).connect()).rejects.toThrow();
    await replay.close();
    expect([replay.openLinks, replay.armedTimers]).toEqual([0, 0]);
  });

  it('opens no port when one of two is taken, or is none', async () => {
    const recording = await readRecordingFile((await recordTalk()).server);
    const first = await listenReplay({ recording });
    onTestFinished(() => first.close());
    const taken = Number(new URL(first.urls.ws).port);
    await expect(listenReplay({ recording, webSocketPort: taken })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(listenReplay({ recording, tcpPort: -1 })).rejects.toMatchObject({ code: 'BAD_OPTION' });
  });

  it.each(['client', 'server'] as const)('is replayed over TCP to a live server, from the %s side', async (side) => {
    const recording = await readRecordingFile((await recordTalk())[side]);
    const server = await openServer();
    const reasons: string[] = [];
    server.on('clientOffline', (_client, reason) => reasons.push(reason));
    const transport = createTcpTransport(server.urls.tcp);
    const replay = replayClient({ clock, recording, transport });
    await replay.done;
    await until('the server is done', () => server.openLinks === 0);
    expect(replay.mismatches).toEqual([]);
    expect(server.received().map(({ value }) => (value as { playerID: number }).playerID)).toEqual([1, 10, 20]);
    expect([reasons, replay.armedTimers]).toEqual([['quit'], 0]);
  });

  it('is sound as far as it was written when the program ends without closing the recorder', async () => {
    const path = join(createFolder(), 'crash.nmrec');
    const recorder = new Recorder({ clock, sink: await openFileSink(path) });
    recorder.begin().open('somebody');
    await until('the file has it', () => statSync(path).size === recorder.byteCount);
    expect(await readRecordingFile(path)).toMatchObject({ events: [{ kind: 'open' }], damage: { code: 'CUT_SHORT' } });
    await recorder.close();
    expect(await readRecordingFile(path)).toMatchObject({ events: [{ kind: 'open' }], damage: undefined });
  });

  it('tells at once when the file cannot be opened', async () => {
    await expect(openFileSink(join(createFolder(), 'nowhere', 'file'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
