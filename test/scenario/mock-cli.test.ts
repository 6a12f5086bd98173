import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NetMgr } from '@netmgr/client/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type MockCommand, runMockCommand } from '../support/mock-command.ts';
import { until } from '../support/mock-world.ts';

const start = async (...args: string[]): Promise<MockCommand & { readonly ws: string; readonly tcp: string }> => {
  const command = runMockCommand('--ws-port', '0', '--tcp-port', '0', ...args);
  const [, ws = '', tcp = ''] = await command.printed(/WebSocket +(ws:\S+)\n +TCP +(tcp:\S+)\n/);
  return { ...command, ws, tcp };
};

const connect = async (url: string): Promise<NetMgr> => {
  const net = new NetMgr({ url, reconnect: false });
  onTestFinished(() => net.close());
  await net.connect();
  return net;
};

describe('the netmgr-mock command', { timeout: 30_000 }, () => {
  it('serves both kinds, tells who comes and goes, and says goodbye', async () => {
    const command = await start();
    const first = await connect(command.ws);
    await command.printed(/\+ client 1 online by webSocket from 127\.0\.0\.1:\d+\n/);
    const second = await connect(command.tcp);
    await command.printed(/\+ client 2 online by tcp from 127\.0\.0\.1:\d+\n/);
    const heard: string[] = [];
    second.on('unhandled', ({ id, body }) => heard.push(`${id} ${Buffer.from(body).toString()}`));
    command.type('B:1001 hello');
    await command.printed(/Sent id 1001 with 5 bytes to 2 clients\./);
    await until('the frame arrives', () => heard.length === 1);
    expect(heard).toEqual(['1001 hello']);
    await first.close();
    await command.printed(/- client 1 offline: quit \(online for \d.*, last heard .* ago\)\n/);
    command.type('Quit');
    expect(await command.ended()).toBe(0);
    expect(command.text()).toMatch(/Saying Quit to 1 client\.\n- client 2 offline: serverClosed .*\nClosed\.\n$/);
    await until('the client knows', () => second.state === 'closed');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with a goodbye at %s', async (signal) => {
    const command = await start();
    const client = await connect(command.tcp);
    await command.printed(/\+ client 1/);
    command.child.kill(signal);
    expect(await command.ended()).toBe(0);
    await until('the client knows', () => client.state === 'closed');
    expect(command.text()).toContain('client 1 offline: serverClosed');
  });

  it('goes on serving when its input ends, or whoever reads its output is gone', async () => {
    const command = await start();
    command.child.stdin?.end();
    const first = await connect(command.ws);
    await command.printed(/\+ client 1/);
    command.child.stdout?.destroy();
    await first.close();
    const second = await connect(command.ws);
    expect(second.state).toBe('connected');
    command.child.kill('SIGTERM');
    expect(await command.ended()).toBe(0);
  });

  it('restarts on the same ports while it runs', async () => {
    const command = await start();
    await connect(command.tcp);
    await command.printed(/\+ client 1/);
    command.type('restart');
    await command.printed(/Restarted\./);
    await connect(command.tcp);
    await command.printed(/\+ client 2/);
  });

  it('drops the silent after the idle timeout that it was given', async () => {
    const command = await start('--idle-timeout', '100ms');
    const socket = net.connect(Number(new URL(command.tcp).port), '127.0.0.1').resume();
    await command.printed(/- client 1 offline: idle/);
    socket.destroy();
  });

  it('reads what clients send when it is given the messages, and refuses a module without any', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'netmgr-mock-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const write = async (name: string, text: string): Promise<string> => {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    };
    const messages = await write(
      'messages.mjs',
      `export const ByteMsg = { id: 5, name: 'ByteMsg', write: (w, v) => w.byte(v), read: (r) => r.byte() };
       export const other = 3, nothing = null;`,
    );
    const command = await start('--messages', messages);
    const client = await connect(command.tcp);
    client.sendFrame(5, Uint8Array.of(77));
    await command.printed(/\+ client 1/);
    await until('the message came', () => {
      command.type('received');
      return command.text().includes('ByteMsg 77 from client 1');
    });
    const type = "{ id: 6, name: 'LateMsg', write: () => {}, read: () => 0 }";
    for (const path of [
      await write('awaits.mjs', `export const LateMsg = await Promise.resolve(${type});`),
      await write('computed.cjs', `module.exports = Object.fromEntries([['LateMsg', ${type}]]);`),
    ]) {
      const other = runMockCommand('--ws-port', '0', '--messages', path);
      await other.printed(/netmgr-mock is listening/);
      other.type('Quit');
      expect(await other.ended()).toBe(0);
    }
    const empty = runMockCommand('--ws-port', '0', '--messages', await write('empty.mjs', 'export const a = 1;'));
    expect(await empty.ended()).toBe(1);
    expect(empty.text()).toMatch(/^netmgr-mock: .*empty\.mjs exports no message types\n$/);
    const missing = runMockCommand('--ws-port', '0', '--messages', join(folder, 'missing.mjs'));
    expect(await missing.ended()).toBe(1);
    expect(missing.text()).toMatch(/^netmgr-mock: Cannot find module .*\n$/);
  });

  it('says in one line that a port is in use, and ends with code 1', async () => {
    const other = await start();
    const port = new URL(other.tcp).port;
    for (const args of [
      ['--tcp-port', port],
      ['--ws-port', port],
    ]) {
      const command = runMockCommand(...args);
      expect(await command.ended()).toBe(1);
      expect(command.text()).toBe(`netmgr-mock: port ${port} on 127.0.0.1 is in use\n`);
    }
  });

  it.each([
    [['--nonsense'], /^netmgr-mock: Unknown option '--nonsense'.*\n$/],
    [['--idle-timeout', 'soon'], /^netmgr-mock: --idle-timeout takes a duration such as 10s or 600ms, not 'soon'\n$/],
    [['--ask-heartbeats', '5s'], /^netmgr-mock: --ask-heartbeats takes an interval and a timeout such as 5s,2s.*\n$/],
    [['--ask-heartbeats', '0,1s'], /^netmgr-mock: .*askHeartbeats\.intervalMs must be a number from 1 up, not 0\n$/],
    [['dump'], /^netmgr-mock: dump takes one file, not 0; dump --help tells more\n$/],
    [['replay', 'a', 'b'], /^netmgr-mock: replay takes one file, not 2; replay --help tells more\n$/],
  ])('says in one line what is wrong with %j, and ends with code 2', async (args, text) => {
    const command = runMockCommand(...args);
    expect(await command.ended()).toBe(2);
    expect(command.text()).toMatch(text);
  });

  it('ends with code 1 when it cannot listen', async () => {
    const command = runMockCommand('--ws-port', '0', '--host', '192.0.2.1');
    expect(await command.ended()).toBe(1);
    expect(command.text()).toBe('netmgr-mock: this machine has no address 192.0.2.1\n');
  });

  it('asks for heartbeats, and closes without a goodbye, when it is told to', async () => {
    const command = await start('--ask-heartbeats', '50ms,100ms', '--no-goodbye');
    const silent = net.connect(Number(new URL(command.tcp).port), '127.0.0.1').resume();
    await command.printed(/- client 1 offline: unanswered/);
    silent.destroy();
    const client = await connect(command.tcp);
    const reasons: boolean[] = [];
    client.on('closed', ({ kind }) => reasons.push(kind === 'remote'));
    await command.printed(/\+ client 2/);
    command.type('Quit');
    expect(await command.ended()).toBe(0);
    await until('the client knows', () => client.state === 'closed');
    expect(reasons).toEqual([false]);
  });

  it('prints its help and its version', async () => {
    const help = runMockCommand('--help');
    expect(await help.ended()).toBe(0);
    expect(help.text()).toContain('Usage: netmgr-mock [options]');
    const version = runMockCommand('--version');
    expect(await version.ended()).toBe(0);
    expect(version.text()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
