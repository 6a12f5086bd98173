import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { MockServer } from './node-mock-server.ts';
import { VirtualClock } from './time/virtual-clock.ts';

describe('MockServer.listen', () => {
  it('opens both kinds of port when none is asked for, and tells where', async () => {
    await using server = await MockServer.listen();
    expect(server.urls.tcp).toBe(`tcp://127.0.0.1:${server.ports.tcp}`);
    expect(server.urls.ws).toBe(`ws://127.0.0.1:${server.ports.ws}`);
    expect(server.ports.tcp).toBeGreaterThan(0);
    expect(server.openListeners).toBe(2);
  });

  it('opens only what is asked for, and says so when the other one is wanted', async () => {
    await using server = await MockServer.listen({ tcpPort: 0 });
    expect(server.openListeners).toBe(1);
    expect(() => server.urls.ws).toThrow(/webSocketPort was not given/);
  });

  it('keeps its ports over a restart, also those that it was given by the host', async () => {
    await using server = await MockServer.listen();
    const { tcp, ws } = server.ports;
    await server.restart();
    expect([server.ports.tcp, server.ports.ws, server.isOpen]).toEqual([tcp, ws, true]);
  });

  it('rejects with the error of the host when a port is taken, and leaves nothing open', async () => {
    await using other = await MockServer.listen({ tcpPort: 0 });
    const taken = other.ports.tcp;
    await expect(MockServer.listen({ tcpPort: taken, webSocketPort: 0 })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(MockServer.listen({ webSocketPort: taken })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(other.isOpen).toBe(true);
  });

  it('binds one address of the loopback, unless told otherwise, and names one that can be dialled', async () => {
    await using server = await MockServer.listen({ tcpPort: 0 });
    const errorOf = (port: number): Promise<unknown> =>
      new Promise((resolve) => {
        const socket = net.connect(port, '127.0.0.2', () => socket.destroy());
        socket.once('error', resolve).once('close', () => resolve(undefined));
      });
    expect(await errorOf(server.ports.tcp)).toBeInstanceOf(Error);
    await using open = await MockServer.listen({ tcpPort: 0, host: '0.0.0.0' });
    expect(open.urls.tcp).toBe(`tcp://127.0.0.1:${open.ports.tcp}`);
  });

  it.each([
    [{ tcpPort: -1 }, /tcpPort must be a whole number from 0 to 65535, not -1/],
    [{ webSocketPort: 70_000 }, /webSocketPort/],
    [{ tcpPort: 1.5 }, /tcpPort/],
    [{ webSocketPort: 0, maxWebSocketMessageBytes: 0 }, /maxWebSocketMessageBytes/],
    [{ tcpKeepAliveMs: 999 }, /tcpKeepAliveMs, where not 0, must be a number from 1000 to 32767000, not 999/],
    [{ idleTimeoutMs: -1 }, /idleTimeoutMs/],
  ])('refuses %j', async (options, text) => {
    await expect(MockServer.listen(options)).rejects.toMatchObject({ code: 'BAD_OPTION' });
    await expect(MockServer.listen(options)).rejects.toThrow(text);
  });

  it('takes a connection on virtual time like any other', async () => {
    const clock = new VirtualClock();
    await using server = await MockServer.listen({ clock, tcpPort: 0, idleTimeoutMs: 1000 });
    const reasons: string[] = [];
    const online = new Promise((resolve) => server.on('clientOnline', resolve));
    server.on('clientOffline', (_client, reason) => reasons.push(reason));
    const socket = net.connect(server.ports.tcp, '127.0.0.1').resume();
    await online;
    await clock.advance(1250);
    expect(reasons).toEqual(['idle']);
    await new Promise((resolve) => socket.once('close', resolve));
  });
});
