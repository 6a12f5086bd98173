import { NetMgr } from '@netmgr/client/node';
import { MockServer } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type MockCommand, runMockCommand } from '../support/mock-command.ts';
import { until } from '../support/mock-world.ts';

const run = (...args: string[]): MockCommand => runMockCommand('proxy', ...args);

const openServer = async (): Promise<MockServer> => {
  const server = await MockServer.listen();
  onTestFinished(() => server.close());
  return server;
};

const connect = async (url: string): Promise<NetMgr> => {
  const net = new NetMgr({ url, reconnect: false });
  onTestFinished(() => net.close());
  await net.connect();
  return net;
};

describe('netmgr-mock proxy', { timeout: 30_000 }, () => {
  it.each(['tcp', 'ws'] as const)('forwards %s with the faults it was given, and obeys its console', async (kind) => {
    const server = await openServer();
    const faults = ['--fault', 'latency=5±2', '--fault', 'split=1 down'];
    const proxy = run('--listen', `${kind}:127.0.0.1:0`, '--to', server.urls[kind], ...faults);
    const [, url = ''] = await proxy.printed(/ {2}clients +(\S+)\n/);
    await proxy.printed(
      /fault +#1 latency\(\{ ms: 5, jitterMs: 2 \}\) both\n +fault +#2 split\(\{ bytes: 1 \}\) down\n/,
    );
    expect(proxy.text()).not.toContain('token');
    const game = await connect(url);
    await proxy.printed(/\+ client 1 from 127\.0\.0\.1:\d+\n/);
    proxy.type('add bandwidth=1MB up client 1');
    await proxy.printed(/Added #3 bandwidth\(.*\) up client 1\.\n/);
    proxy.type('remove 1');
    await proxy.printed(/Removed #1\.\n/);
    proxy.type('clients');
    await proxy.printed(/#1 +127\.0\.0\.1:\d+ +open for .*, \d+ bytes up, \d+ down\n/);
    proxy.type('add lag=5');
    await proxy.printed(/there is no fault 'lag'; there are latency, .*\nUsage: add /);
    proxy.type('drop reset');
    await proxy.printed(/Dropped 1 client by reset\.\n/);
    await proxy.printed(/- client 1 ended by a reset of the proxy \(open for /);
    await until('the game knows', () => game.state === 'closed');
    proxy.type('quit');
    expect(await proxy.ended()).toBe(0);
    expect(proxy.text()).toMatch(/\nClosed\.\n$/);
  });

  it('serves its API to whoever has the token that it prints, and goes on whatever is sent', async () => {
    const server = await openServer();
    const proxy = run('--listen', 'tcp:127.0.0.1:0', '--to', server.urls.tcp, '--api-port', '0');
    const [, api = '', token = ''] = await proxy.printed(/ {2}API +(\S+)\n +token +(\S+)\n/);
    const ask = (method: string, path: string, body?: unknown, bearer = token): Promise<Response> =>
      fetch(api + path, {
        method,
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    expect((await ask('POST', '/faults', { fault: 'stall' }, 'wrong')).status).toBe(401);
    expect((await ask('POST', '/faults', 'x'.repeat(1_000_000))).status).toBe(413);
    expect((await ask('POST', '/faults', { fault: 'latency=100±20' })).status).toBe(201);
    proxy.type('faults');
    await proxy.printed(/#1 latency\(\{ ms: 100, jitterMs: 20 \}\) both\n/);
    expect((await ask('DELETE', '/faults/1')).status).toBe(204);
    expect(await (await ask('GET', '/faults')).json()).toEqual({ faults: [] });
    expect(await (await ask('GET', '/clients')).json()).toEqual({ clients: [] });
    proxy.child.kill('SIGTERM');
    expect(await proxy.ended()).toBe(0);
  });

  it('tells of a server that is not there, goes on, and ends at SIGINT', async () => {
    const server = await openServer();
    const url = server.urls.tcp;
    await server.close();
    const proxy = run('--listen', 'tcp:127.0.0.1:0', '--to', url);
    const [, listening = ''] = await proxy.printed(/ {2}clients +(\S+)\n/);
    await connect(listening).catch(() => {});
    await proxy.printed(/! turned 127\.0\.0\.1:\d+ away: .*ECONNREFUSED.*\n/);
    proxy.child.stdin?.end();
    proxy.child.kill('SIGINT');
    expect(await proxy.ended()).toBe(0);
  });

  it.each([
    [[], /^netmgr-mock: --listen is missing, such as --listen tcp:127\.0\.0\.1:9000\n$/],
    [
      ['--listen', 'tcp:127.0.0.1:0', '--to', 'ws:127.0.0.1:1'],
      /^netmgr-mock: .*a proxy from tcp to ws is not possible\n$/,
    ],
    [
      ['--listen', 'tcp:127.0.0.1:0', '--to', 'tcp:127.0.0.1:1', '--fault', 'lag'],
      /^netmgr-mock: .*there is no fault 'lag'.*\n$/,
    ],
  ])('says in one line what is wrong with %j, and ends with code 2', async (args, text) => {
    const proxy = run(...args);
    expect(await proxy.ended()).toBe(2);
    expect(proxy.text()).toMatch(text);
  });

  it.each([
    'latency=',
    'latency=soon',
    'latency=-5',
    'latency=1,2',
    'latency=100 up down',
    'bandwidth=0',
    'split=4-1',
    'corrupt=200%',
    'stall=5',
    'stall chance 200%',
    'stall client 1',
    'refuse up',
    '',
    '\u001b[2J',
  ])('answers the fault %j with one line and code 2', async (fault) => {
    const proxy = run('--listen', 'tcp:127.0.0.1:0', '--to', 'tcp:127.0.0.1:1', '--fault', fault);
    expect(await proxy.ended()).toBe(2);
    expect(proxy.text()).toMatch(/^netmgr-mock: [^\n]+\n$/);
    expect(proxy.text()).not.toContain('\u001b');
  });

  it('ends with code 1 when it cannot listen', async () => {
    const proxy = run('--listen', 'tcp:192.0.2.1:0', '--to', 'tcp:127.0.0.1:1');
    expect(await proxy.ended()).toBe(1);
    expect(proxy.text()).toBe('netmgr-mock: this machine has no address 192.0.2.1\n');
  });

  it('ends with code 1 and leaves nothing open when the port of its API is in use', async () => {
    const server = await openServer();
    const port = new URL(server.urls.tcp).port;
    const proxy = run('--listen', 'tcp:127.0.0.1:0', '--to', server.urls.tcp, '--api-port', port);
    expect(await proxy.ended()).toBe(1);
    expect(proxy.text()).toBe(`netmgr-mock: port ${port} on 127.0.0.1 is in use\n`);
  });

  it('prints its help', async () => {
    const help = run('--help');
    expect(await help.ended()).toBe(0);
    expect(help.text()).toContain('Usage: netmgr-mock proxy --listen <address> --to <address> [options]');
  });
});
