import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSystemClock } from '@netmgr/client';
import { createTcpTransport, NetMgr } from '@netmgr/client/node';
import { Recorder, recordTransport } from '@netmgr/server-mock';
import { MockServer, openFileSink } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runMockCommand } from '../support/mock-command.ts';
import { until } from '../support/mock-world.ts';
import { PlayerMsg, player } from '../support/rig.ts';

const PAUSE_MS = 300;

const openServer = async (): Promise<MockServer> => {
  const server = await MockServer.listen({ messages: [PlayerMsg] });
  onTestFinished(() => server.close());
  server.onMessage(PlayerMsg, (client, { playerID }) => client.send(PlayerMsg, player(playerID + 1)));
  return server;
};

/** Says hello twice, with a pause in between, and Quit. */
const talk = async (net: NetMgr): Promise<number[]> => {
  const heard: number[] = [];
  net.onMessage(PlayerMsg, ({ playerID }) => heard.push(playerID));
  await net.connect();
  net.send(PlayerMsg, player(7));
  await until('the first answer comes', () => heard.length === 1);
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  net.send(PlayerMsg, player(9));
  await until('the second answer comes', () => heard.length === 2);
  await net.close();
  return heard;
};

const createNet = (options: ConstructorParameters<typeof NetMgr>[0]): NetMgr => {
  const net = new NetMgr({ messages: [PlayerMsg], heartbeat: false, reconnect: false, ...options });
  onTestFinished(() => net.close());
  return net;
};

const recordTalk = async (): Promise<{ readonly path: string; readonly bytes: number }> => {
  const folder = mkdtempSync(join(tmpdir(), 'netmgr-replay-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'talk.nmrec');
  const server = await openServer();
  const recorder = new Recorder({ clock: createSystemClock(), sink: await openFileSink(path) });
  await talk(createNet({ transport: recordTransport(createTcpTransport(server.urls.tcp), recorder) }));
  await recorder.close();
  return { path, bytes: recorder.byteCount };
};

const PORTS = ['--ws-port', '0', '--tcp-port', '0'];

describe('netmgr-mock replay', { timeout: 30_000 }, () => {
  it.each(['tcp', 'ws'] as const)(
    'plays the server to a client that comes by %s, and ends when all is played',
    async (kind) => {
      const { path } = await recordTalk();
      const command = runMockCommand('replay', path, ...PORTS);
      const [, ws = '', tcp = ''] = await command.printed(/WebSocket +(ws:\S+)\n +TCP +(tcp:\S+)\n/);
      expect(await talk(createNet({ url: kind === 'tcp' ? tcp : ws }))).toEqual([8, 10]);
      expect(await command.ended()).toBe(0);
      expect(command.text()).toMatch(/\nPlayed 1 connection, without a difference\.\n$/);
    },
  );

  it.each(['tcp', 'ws'] as const)('plays the client to a server by %s, at its own pace or faster', async (kind) => {
    const { path } = await recordTalk();
    const server = await openServer();
    for (const [index, speed] of ['1', 'max'].entries()) {
      const command = runMockCommand('replay', path, '--to', server.urls[kind], '--speed', speed);
      expect(await command.ended()).toBe(0);
      expect(command.text()).toBe(
        `netmgr-mock replay dials ${server.urls[kind]}; Ctrl-C ends.\nPlayed 1 connection, without a difference.\n`,
      );
      const times = server
        .received()
        .slice(2 * index)
        .map(({ receivedAt }) => receivedAt);
      expect(times).toHaveLength(2);
      if (speed === '1') expect(times[1]! - times[0]!).toBeGreaterThan(PAUSE_MS * 0.8);
    }
    expect(server.received(PlayerMsg).map(({ playerID }) => playerID)).toEqual([7, 9, 7, 9]);
    await server.expectOffline('quit');
  });

  it('tells where the server differs, and ends with code 1', async () => {
    const { path } = await recordTalk();
    const server = await MockServer.listen({ tcpPort: 0 });
    onTestFinished(() => server.close());
    const command = runMockCommand('replay', path, '--to', server.urls.tcp, '--speed=max', '--patience=100ms');
    expect(await command.ended()).toBe(1);
    expect(command.text()).toMatch(/\n! #1 late at byte 0: .* did not come within 100 ms\n/);
    expect(command.text()).toMatch(/\nPlayed 1 connection, with differences: [1-9]\.\n$/);
  });

  it('tells of a server that is not there', async () => {
    const { path } = await recordTalk();
    const server = await openServer();
    const url = server.urls.tcp;
    await server.close();
    const command = runMockCommand('replay', path, '--to', url);
    expect(await command.ended()).toBe(1);
    expect(command.text()).toMatch(/! #1 failed at byte 0: /);
  });

  it('plays the sound part of a damaged recording, says so, and ends with code 1', async () => {
    const { path, bytes } = await recordTalk();
    truncateSync(path, bytes - 12);
    const server = await openServer();
    const command = runMockCommand('replay', path, '--to', server.urls.tcp, '--speed=max');
    expect(await command.ended()).toBe(1);
    expect(command.text()).toMatch(/^! played as far as it is sound: \[CUT_SHORT\] at byte \d+: /);
    expect(server.received(PlayerMsg)).toHaveLength(2);
  });

  it('ends at once at SIGINT, with code 1 as not all was played', async () => {
    const { path } = await recordTalk();
    const command = runMockCommand('replay', path, ...PORTS);
    await command.printed(/Ctrl-C ends\.\n/);
    await command.printed(/TCP/);
    command.child.kill('SIGINT');
    expect(await command.ended()).toBe(1);
    expect(command.text()).toMatch(/\nEnded before all was played\.\n$/);
  });

  it.each([
    [['replay', '/nowhere/talk.nmrec'], 1, /^netmgr-mock: ENOENT: .*\n$/],
    [['replay', '/etc/hostname'], 1, /^netmgr-mock: \[NOT_A_RECORDING\] .*\n$/],
    [
      ['replay', 'x', '--speed', '0'],
      2,
      /^netmgr-mock: --speed takes a factor above 0, such as 10 or 0\.5, or max, not '0'\n$/,
    ],
    [['replay', 'x', '--patience', 'long'], 2, /^netmgr-mock: --patience takes a duration/],
    [['replay', 'x', '--to', 'http://a:1'], 2, /^netmgr-mock: \[BAD_OPTION\] to must be tcp:host:port/],
    [
      ['replay', 'x', '--to', 'tcp:a:1', '--ws-port', '0'],
      2,
      /^netmgr-mock: --to dials a server, and opens no port\n$/,
    ],
    [['replay', 'x', '--to', 'tcp:a:1', '--insecure'], 2, /^netmgr-mock: --insecure is for a tls: or wss: server\n$/],
  ] as const)('says in one line what is wrong with %j, and ends with code %i', async (args, code, text) => {
    const command = runMockCommand(...args);
    expect(await command.ended()).toBe(code);
    expect(command.text()).toMatch(text);
  });
});
