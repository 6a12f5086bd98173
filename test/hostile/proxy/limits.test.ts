import net from 'node:net';
import { createSystemClock } from '@netmgr/client';
import { latency, slowAccept } from '@netmgr/server-mock';
import { openControlApi } from '@netmgr/server-mock/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HEART } from '../../support/mock-bench.ts';
import { settle, until } from '../../support/mock-world.ts';
import { openProxyBench, PROXY_WAYS, portOf } from '../../support/proxy-bench.ts';

describe.each(PROXY_WAYS)('a proxy over $name', (way) => {
  it('takes as many clients as it may, tells whom it turned away, and takes another when one has left', async () => {
    const { proxy, dial } = await openProxyBench(way, { maxClients: 2 });
    const refused: string[] = [];
    proxy.on('clientRefused', (peerName) => refused.push(peerName));
    const first = await dial();
    await dial();
    await until('both are there', () => proxy.clients.length === 2);
    const third = await dial().catch(() => undefined);
    await until('the third one is turned away', () => third === undefined || third.ending === 'reset');
    expect(refused).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+$/)]);
    expect(proxy.clients.map(({ id }) => id)).toEqual([1, 2]);
    first.reset();
    await until('the first one is gone', () => proxy.clients.length === 1);
    const fourth = await dial();
    fourth.send(HEART);
    await until('the fourth one is served', () => fourth.heard === HEART);
  });

  it('counts those who wait at the door too', async () => {
    const { proxy, server, dial } = await openProxyBench(way, { maxClients: 2 });
    const refused: string[] = [];
    proxy.on('clientRefused', (peerName) => refused.push(peerName));
    const slow = proxy.addFault(slowAccept({ ms: 3_600_000 }));
    const waiting = [dial(), dial()];
    await settle();
    await dial().catch(() => undefined);
    await until('the third one is turned away', () => refused.length === 1);
    expect([server.clientCount, proxy.clients.length]).toEqual([0, 0]);
    slow.remove();
    await Promise.all(waiting);
    await until('the two who waited are served', () => server.clientCount === 2);
  });

  it('refuses a thousand and first fault by its own error, whoever adds it', async () => {
    const { proxy, server } = await openProxyBench(way);
    for (const board of [proxy, server]) {
      for (let i = 0; i < 1000; i++) board.addFault(latency({ ms: 1 }));
      expect(() => board.addFault(latency({ ms: 1 }))).toThrow(
        expect.objectContaining({
          name: 'MockError',
          code: 'TOO_MANY_FAULTS',
          message: '[TOO_MANY_FAULTS] there are 1000 faults already',
        }),
      );
      expect(board.faults).toHaveLength(1000);
      board.faults[0]?.remove();
      board.addFault(latency({ ms: 1 }));
      board.clearFaults();
    }
  });
});

describe('the control API', () => {
  const TOKEN = 'correct-horse';
  const REQUEST = `GET /faults HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${TOKEN}\r\n\r\n`;

  const openApi = async (): Promise<number> => {
    const { proxy } = await openProxyBench(PROXY_WAYS[0]!);
    const api = await openControlApi({ proxy, clock: createSystemClock(), port: 0, token: TOKEN });
    onTestFinished(() => api.close());
    return portOf(api.url);
  };

  const talk = (port: number): { readonly socket: net.Socket; readonly heard: () => string } => {
    const socket = net.connect(port, '127.0.0.1');
    let heard = '';
    socket
      .on('error', () => {})
      .on('data', (bytes) => {
        heard += bytes.toString();
      });
    onTestFinished(() => void socket.destroy());
    return { socket, heard: () => heard };
  };

  it('cuts off a caller who asks again before he was answered, so that no answers queue', async () => {
    const { socket, heard } = talk(await openApi());
    socket.write(REQUEST.repeat(1000));
    await until('he is cut off', () => socket.destroyed);
    expect(heard().match(/HTTP\/1\.1 200/g) ?? []).toHaveLength(0);
  });

  it('answers one who waits each time, over one connection', async () => {
    const { socket, heard } = talk(await openApi());
    for (let i = 1; i <= 5; i++) {
      socket.write(REQUEST);
      await until(`answer ${i} is there`, () => (heard().match(/"faults":\[\]/g) ?? []).length === i);
    }
  });

  it('has room for thirty-two callers, and again when they have left', async () => {
    const port = await openApi();
    const callers = Array.from({ length: 32 }, () => talk(port));
    await until('they are there', () => callers.every(({ socket }) => socket.readyState === 'open'));
    await settle();
    const late = talk(port);
    await until('the next one is closed', () => late.socket.destroyed);
    expect(callers.every(({ socket }) => socket.readyState === 'open')).toBe(true);
    for (const { socket } of callers) socket.destroy();
    await settle();
    const next = talk(port);
    next.socket.write(REQUEST);
    await until('he is answered', () => next.heard().includes('"faults":[]'));
  });
});
