import { NetMgr } from '@netmgr/client/node';
import { duplicateConnection, stall } from '@netmgr/server-mock';
import { createFaultProxy, type ProxyEnding } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HEART, NumberMsg, numberFrame } from '../support/mock-bench.ts';
import { dialTcp, settle, until } from '../support/mock-world.ts';
import { openBareServer, openProxy, openProxyBench, PROXY_WAYS, portOf } from '../support/proxy-bench.ts';

describe.each(PROXY_WAYS)('a fault proxy over $name', (way) => {
  it('carries a NetMgr to the server and back, and its Quit', async () => {
    const { server, proxy } = await openProxyBench(way);
    server.onMessage(NumberMsg, (client, { n }) => client.send(NumberMsg, { n: n + 1 }));
    const game = new NetMgr({ url: proxy.url, messages: [NumberMsg], reconnect: false });
    onTestFinished(() => game.close());
    const heard: number[] = [];
    game.onMessage(NumberMsg, ({ n }) => void heard.push(n));
    await game.connect();
    for (let n = 0; n < 500; n++) game.send(NumberMsg, { n });
    await until('all is answered', () => heard.length === 500);
    expect(heard).toEqual(Array.from({ length: 500 }, (_, n) => n + 1));
    const reasons: string[] = [];
    server.on('clientOffline', (_client, reason) => reasons.push(reason));
    await game.close();
    await until('the server knows', () => reasons.length === 1);
    expect(reasons).toEqual(['quit']);
    await until('the proxy forgets it', () => proxy.clients.length === 0);
  });

  it('counts its clients and their bytes, and tells who ended', async () => {
    const { server, proxy, dial } = await openProxyBench(way);
    const endings: string[] = [];
    proxy.on('clientClose', ({ id }, { by, how }: ProxyEnding) => endings.push(`${id} ${how} by ${by}`));
    const [first, second] = [await dial(), await dial()];
    first.send(HEART);
    await until('it is answered', () => first.heard === HEART);
    expect(proxy.clients.map(({ id, upBytes, downBytes }) => [id, upBytes, downBytes])).toEqual([
      [1, 8, 8],
      [2, 0, 0],
    ]);
    first.fin();
    await until('the first is gone', () => endings.length === 1);
    server.dropAll('fin');
    await until('the second is gone', () => endings.length === 2);
    expect([endings, second.ending]).toEqual([['1 fin by client', '2 fin by server'], 'fin']);
  });

  it('passes a RST through as a RST, both ways', async () => {
    const { server, dial } = await openProxyBench(way);
    const reasons: string[] = [];
    server.on('clientOffline', (_client, reason) => reasons.push(reason));
    const [first, second] = [await dial(), await dial()];
    await until('both are known', () => server.clientCount === 2);
    first.reset();
    await until('the server knows', () => reasons.length === 1);
    server.dropAll('reset');
    await until('the client knows', () => second.ending !== undefined);
    expect([reasons, second.ending]).toEqual([['reset', 'reset'], 'reset']);
  });

  it('lets a client feel that the server is not there', async () => {
    const { server, proxy } = await openProxyBench(way);
    const told: string[] = [];
    proxy.on('unreachable', (_peerName, why) => told.push(why));
    await server.close();
    const game = new NetMgr({ url: proxy.url, reconnect: false });
    onTestFinished(() => game.close());
    let opened = 0;
    game.on('state', (state) => {
      if (state === 'connected') opened++;
    });
    await game.connect().catch(() => {});
    await until('it ends', () => game.state === 'closed');
    expect(told.join()).toContain('ECONNREFUSED');
    expect([proxy.clients, way.kind === 'ws' ? opened : 0]).toEqual([[], 0]);
  });

  it('drops one or all at once for both sides, past what faults hold', async () => {
    const { server, proxy, dial } = await openProxyBench(way, { closeTimeoutMs: 200 });
    const reasons: string[] = [];
    server.on('clientOffline', (client, reason) => reasons.push(`${client.id} ${reason}`));
    const [first, second, third] = [await dial(), await dial(), await dial()];
    await until('all are known', () => server.clientCount === 3);
    proxy.addFault(stall());
    proxy.drop(2, 'reset');
    await until('both sides know', () => second.ending === 'reset' && reasons.length === 1);
    expect(proxy.clients.map(({ id }) => id)).toEqual([1, 3]);
    expect(proxy.dropAll('fin')).toBe(2);
    await until('all sides know', () => reasons.length === 3 && proxy.clients.length === 0);
    expect([first.ending, third.ending, reasons.toSorted()]).toEqual(['fin', 'fin', ['1 fin', '2 reset', '3 fin']]);
    expect(() => proxy.drop(2, 'fin')).toThrow('[BAD_OPTION] client 2 is not connected to this proxy');
  });

  it('closes with clients on it, held or not, and its port is free', async () => {
    const { server, proxy, dial } = await openProxyBench(way, { closeTimeoutMs: 200 });
    const [held, free] = [await dial(), await dial()];
    await until('both are known', () => server.clientCount === 2);
    proxy.addFault(stall(), { client: 1 });
    held.send(HEART);
    await settle();
    await proxy.close();
    await until('all sides know', () => server.clientCount === 0 && free.ending === 'fin' && held.ending !== undefined);
    const again = await createFaultProxy({ listen: `${way.kind}:127.0.0.1:${portOf(proxy.url)}`, to: proxy.target });
    await again.close();
  });
});

describe.each(PROXY_WAYS)('a fault proxy over $name whose clients come twice', (way) => {
  it('closes, also while the second connection is dialled', async () => {
    const { server, proxy, dial } = await openProxyBench(way, { closeTimeoutMs: 200 });
    proxy.addFault(duplicateConnection({ lingerMs: 60_000 }));
    const early = await dial();
    await until('it has come twice', () => server.clientCount === 2);
    const dialling = dial();
    await until('two more are known', () => proxy.clients.length === 4);
    await proxy.close();
    await dialling;
    await until('all sides know', () => server.clientCount === 0 && early.ending !== undefined);
  });

  it('drops the second one alone', async () => {
    const { server, proxy, dial } = await openProxyBench(way);
    proxy.addFault(duplicateConnection());
    const peer = await dial();
    await until('it has come twice', () => server.clientCount === 2 && proxy.clients.length === 2);
    proxy.drop(2, 'reset');
    await until('the second is gone', () => server.clientCount === 1 && proxy.clients.length === 1);
    peer.send(HEART);
    await until('the first is served', () => peer.heard === HEART);
  });
});

describe('a fault proxy over tcp, byte by byte', () => {
  it('passes a half close on and goes on carrying the other way', async () => {
    const bare = await openBareServer();
    const proxy = await openProxy('tcp', `tcp:127.0.0.1:${bare.port}`);
    const peer = await dialTcp(portOf(proxy.url), true);
    await until('the server has it', () => bare.sockets.length === 1);
    const [server] = bare.sockets as [(typeof bare.sockets)[number]];
    let heard = '';
    let hasEnded = false;
    server.on('data', (bytes) => {
      heard += bytes.toString('hex');
    });
    server.resume().on('end', () => {
      hasEnded = true;
    });
    peer.send(numberFrame(1));
    peer.fin();
    await until('bytes and FIN arrive', () => hasEnded);
    expect([heard, peer.ending]).toEqual([numberFrame(1), undefined]);
    server.write(Buffer.from(numberFrame(2), 'hex'));
    await until('the answer arrives', () => peer.heard === numberFrame(2));
    server.end();
    await until('the other FIN arrives', () => peer.ending === 'fin');
    await until('the proxy forgets it', () => proxy.clients.length === 0);
  });

  it.each(['up', 'down'] as const)(
    'stops the sender when the receiver reads nothing, %s, and loses nothing',
    async (way) => {
      const bare = await openBareServer();
      const proxy = await openProxy('tcp', `tcp:127.0.0.1:${bare.port}`, { maxHeldBytesPerClient: 65_536 });
      const peer = await dialTcp(portOf(proxy.url), true);
      await until('the server has it', () => bare.sockets.length === 1);
      const [sender, receiver] = way === 'up' ? [peer.socket, bare.sockets[0]!] : [bare.sockets[0]!, peer.socket];
      receiver.removeAllListeners('data').pause();
      const total = 64 * 1024 * 1024;
      const chunk = Buffer.alloc(1024 * 1024, 'abcdefg');
      for (let sent = 0; sent < total; sent += chunk.length) sender.write(chunk);
      const carried = (): number => proxy.clients[0]![way === 'up' ? 'upBytes' : 'downBytes'];
      let last = -1;
      while (last !== carried()) {
        last = carried();
        await settle();
      }
      expect(last).toBeGreaterThan(65_536);
      expect(last).toBeLessThan(total / 2);
      expect(sender.writableLength).toBeGreaterThan(total / 4);
      let received = 0;
      receiver.on('data', (bytes: Buffer) => {
        received += bytes.length;
      });
      receiver.resume();
      await until('all arrives', () => received === total);
      expect(carried()).toBe(total);
      expect(proxy.armedTimers).toBe(0);
    },
  );
});
