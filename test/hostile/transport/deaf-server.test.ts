import { once } from 'node:events';
import * as net from 'node:net';
import { NetMgr } from '@netmgr/client/node';
import { expect, it, onTestFinished } from 'vitest';
import { listen } from '../../contract/raw-servers.ts';
import { acceptUpgrade } from './raw-web-socket-server.ts';

/** Opens a WebSocket and reads nothing from then on. Keeps the heads of the requests, and the sockets. */
const openDeafServer = async (): Promise<{ url: string; heads: string[]; sockets: net.Socket[] }> => {
  const heads: string[] = [];
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    socket.once('data', (head) => {
      heads.push(head.toString('latin1'));
      socket.pause();
      acceptUpgrade(socket, /sec-websocket-key: (\S+)/i.exec(heads.at(-1)!)![1]!);
    });
  });
  const { port, close } = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    return close();
  });
  return { url: `ws://127.0.0.1:${port}`, heads, sockets };
};

const connect = async (): Promise<{ net: NetMgr; server: Awaited<ReturnType<typeof openDeafServer>> }> => {
  const server = await openDeafServer();
  const net = new NetMgr({ url: server.url, quitTimeoutMs: 50 });
  await net.connect();
  return { net, server };
};

it('holds no connection of a closed NetMgr, though it never answered the close handshake', async () => {
  const { net, server } = await connect();
  await net.close();
  const gone = once(server.sockets[0]!, 'close');
  server.sockets[0]!.resume();
  await gone;
  expect(net.state).toBe('closed');
});

it('is offered no compression and no subprotocol', async () => {
  const { net, server } = await connect();
  await net.close();
  expect(server.heads[0]).not.toMatch(/sec-websocket-(extensions|protocol)/i);
});

it('is dialled by a WebSocket that can be cut, also where Node has one of its own', async () => {
  const own = globalThis.WebSocket;
  onTestFinished(() => {
    globalThis.WebSocket = own;
  });
  globalThis.WebSocket = class {
    constructor() {
      throw new Error('dialled by the WebSocket of the process');
    }
  } as unknown as typeof WebSocket;
  const { net } = await connect();
  expect(net.state).toBe('connected');
  await net.close();
});
