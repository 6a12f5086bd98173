import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSystemClock } from '@netmgr/client';
import { NetMgr } from '@netmgr/client/node';
import { MemorySink, type RecordedEvent, Recorder, readRecording, split } from '@netmgr/server-mock';
import { MockServer, readRecordingFile } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toHex } from '../support/hex.ts';
import { runMockCommand } from '../support/mock-command.ts';
import { until } from '../support/mock-world.ts';
import { openProxyBench, PROXY_WAYS } from '../support/proxy-bench.ts';
import { PlayerMsg, player } from '../support/rig.ts';

const clock = createSystemClock();

const openServer = async (): Promise<MockServer> => {
  const server = await MockServer.listen({ messages: [PlayerMsg] });
  onTestFinished(() => server.close());
  server.onMessage(PlayerMsg, (client, { playerID }) => client.send(PlayerMsg, player(playerID + 1)));
  return server;
};

const createRecorder = (): { readonly recorder: Recorder; readonly read: () => Promise<readonly RecordedEvent[]> } => {
  const sink = new MemorySink();
  const recorder = new Recorder({ clock, sink });
  const read = async (): Promise<readonly RecordedEvent[]> => {
    await recorder.close();
    const { events, damage } = readRecording(sink.bytes);
    expect(damage).toBeUndefined();
    return events;
  };
  return { recorder, read };
};

const piecesOf = (events: readonly RecordedEvent[], connection: number, wanted: 'up' | 'down'): string[] =>
  events.flatMap((event) =>
    event.kind === 'bytes' && event.direction === wanted && event.connection === connection ? [toHex(event.bytes)] : [],
  );

const endsOf = (events: readonly RecordedEvent[], connection: number): string[] =>
  events.flatMap((event) => {
    if (event.connection !== connection || event.kind === 'bytes' || event.kind === 'open') return [];
    return [`${event.kind} ${'direction' in event ? event.direction : ''}`];
  });

const talk = async (url: string): Promise<number[]> => {
  const net = new NetMgr({ url, messages: [PlayerMsg], heartbeat: false, reconnect: false });
  onTestFinished(() => net.close());
  await net.connect();
  const answers: number[] = [];
  for (const id of [1, 10]) answers.push((await net.request(PlayerMsg, player(id), PlayerMsg)).playerID);
  await net.close();
  return answers;
};

const createPath = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'netmgr-proxy-record-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'visits.nmrec');
};

describe.each(PROXY_WAYS)('a proxy with a recorder, over $name', (way) => {
  it('records each client from the first on, as its bytes pass on the wire', async () => {
    const { recorder, read } = createRecorder();
    const { server, proxy, dial } = await openProxyBench(way, { recorder });
    proxy.addFault(split({ bytes: 3 }), { direction: 'down' });
    const [first, second] = [await dial(), await dial()];
    await until('the server knows both', () => server.clientCount === 2);
    first.send('e903000000000000');
    second.send('ea03000000000000');
    await until('both spoke', () => server.received().length === 2);
    server.broadcastFrame(7);
    await until('both heard', () => first.heard.length === 16 && second.heard.length === 16);
    proxy.drop(2, 'reset');
    first.fin();
    await until('both are gone', () => proxy.clients.length === 0);
    const events = await read();
    const labels = events.flatMap((event) => (event.kind === 'open' ? [event.label] : []));
    const kind = way.kind === 'tcp' ? 'tcp' : 'webSocket';
    expect(labels).toEqual([1, 2].map(() => expect.stringMatching(new RegExp(`^${kind} 127\\.0\\.0\\.1:\\d+$`))));
    expect([piecesOf(events, 1, 'up').join(''), piecesOf(events, 2, 'up').join('')]).toEqual([
      'e903000000000000',
      'ea03000000000000',
    ]);
    // Behind the fault, where the wire is.
    for (const connection of [1, 2]) expect(piecesOf(events, connection, 'down')).toEqual(['070000', '000000', '0000']);
    expect(endsOf(events, 2)).toEqual(['reset down']);
    expect(endsOf(events, 1)).toEqual(['end up', 'end down']);
  });

  it('records from a later client on, until it is told to stop', async () => {
    const { recorder, read } = createRecorder();
    const { server, proxy, dial } = await openProxyBench(way);
    const visit = async (hex: string): Promise<void> => {
      const before = server.received().length;
      (await dial()).send(hex);
      await until('it spoke', () => server.received().length > before);
    };
    await visit('0100000000000000');
    const stop = proxy.record(recorder);
    await visit('0200000000000000');
    stop();
    await visit('0300000000000000');
    const events = await read();
    expect(recorder.connectionCount).toBe(1);
    expect(piecesOf(events, 1, 'up')).toEqual(['0200000000000000']);
  });
});

describe.each(['tcp', 'ws'] as const)('netmgr-mock proxy --record, over %s', { timeout: 60_000 }, (kind) => {
  it('records visits that can be dumped, and replayed as either side', async () => {
    const server = await openServer();
    const path = createPath();
    const to = server.urls[kind];
    const proxy = runMockCommand('proxy', '--listen', `${kind}:127.0.0.1:0`, '--to', to, '--record', path);
    const [, url = ''] = await proxy.printed(/ {2}clients +(\S+)\n/);
    await proxy.printed(/Recording to .*visits\.nmrec\.\n/);
    expect(await talk(url)).toEqual([2, 11]);
    expect(await talk(url)).toEqual([2, 11]);
    proxy.type('quit');
    expect(await proxy.ended()).toBe(0);
    const recording = await readRecordingFile(path);
    expect(recording.damage).toBeUndefined();
    const streams = [1, 2].map((connection) => piecesOf(recording.events, connection, 'up').join(''));
    expect(streams[0]).toBe(streams[1]);

    const dump = runMockCommand('dump', path);
    expect(await dump.ended()).toBe(0);
    for (const number of ['#1', '#2'])
      for (const way of ['up  ', 'down'])
        expect(dump.text().match(new RegExp(`${number}  ${way}  1001 `, 'g'))).toHaveLength(2);

    const asClients = runMockCommand('replay', path, '--to', to, '--speed', 'max');
    expect(await asClients.ended()).toBe(0);
    expect(asClients.text()).toMatch(/\nPlayed 2 connections, without a difference\.\n$/);

    const asServer = runMockCommand('replay', path, '--tcp-port', '0');
    const [, port = ''] = await asServer.printed(/TCP +(tcp:\S+)\n/);
    expect([await talk(port), await talk(port)]).toEqual([
      [2, 11],
      [2, 11],
    ]);
    expect(await asServer.ended()).toBe(0);
    expect(asServer.text()).toMatch(/\nPlayed 2 connections, without a difference\.\n$/);
  });

  it('leaves an earlier recording alone when it cannot start, and says so when it cannot record', async () => {
    const { urls } = await openServer();
    const path = createPath();
    writeFileSync(path, 'the only recording of a rare bug');
    const both = ['--listen', `${kind}:127.0.0.1:0`, '--to', urls[kind]];
    const late = runMockCommand('proxy', ...both, '--api-port', String(new URL(urls[kind]).port), '--record', path);
    expect(await late.ended()).toBe(1);
    expect(late.text()).toMatch(/^netmgr-mock: port \d+ on 127\.0\.0\.1 is in use\n$/);
    expect(readFileSync(path, 'utf8')).toBe('the only recording of a rare bug');
    const nowhere = join(path, 'file');
    const lost = runMockCommand('proxy', ...both, '--record', nowhere);
    expect(await lost.ended()).toBe(1);
    expect(lost.text()).toMatch(/^netmgr-mock: ENOTDIR: [^\n]*\n$/);
    expect(existsSync(nowhere)).toBe(false);
  });
});
