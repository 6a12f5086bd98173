import { createServer, type Server, type Socket } from 'node:net';
import type { NetMgrError } from '@netmgr/client';
import { NetMgr, type NodeNetMgrOptions } from '@netmgr/client/node';
import { expect, onTestFinished } from 'vitest';
import { listen } from '../../contract/raw-servers.ts';

/** A NetMgr in Node that dials a hostile server on a real socket. */
export interface SocketBench {
  readonly net: NetMgr;
  /** The codes of its errors, in order. */
  readonly codes: string[];
  /** Resolves once it is in a state. */
  reach(state: NetMgr['state']): Promise<void>;
}

/** Options that make real time short; nothing is retried. */
const HURRIED: Partial<NodeNetMgrOptions> = {
  reconnect: false,
  heartbeat: false,
  connectTimeoutMs: 1000,
  frameTimeoutMs: 200,
  quitTimeoutMs: 200,
};

/** Starts a server, and a NetMgr that dials it. After the test both must have nothing left. */
export const createSocketBench = async (
  server: Server,
  scheme: 'tcp' | 'ws',
  options: Partial<NodeNetMgrOptions> = {},
): Promise<SocketBench> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await listen(server);
  const net = new NetMgr({ url: `${scheme}://127.0.0.1:${port.port}`, ...HURRIED, ...options });
  const codes: string[] = [];
  net.on('error', ({ code }: NetMgrError) => codes.push(code));
  onTestFinished(async () => {
    await net.close();
    expect([net.state, net.armedTimers, net.stats.bufferedBytes]).toEqual(['closed', 0, 0]);
    for (const socket of sockets) socket.destroy();
    await port.close();
  });
  return {
    net,
    codes,
    reach: (state) =>
      new Promise((resolve) => {
        if (net.state === state) resolve();
        net.on('state', (next) => next === state && resolve());
      }),
  };
};

/** Starts a bench whose server does `act` to every connection. */
export const createTcpBench = (
  act: (socket: Socket) => void,
  options: Partial<NodeNetMgrOptions> = {},
): Promise<SocketBench> => createSocketBench(createServer({ allowHalfOpen: true }, act), 'tcp', options);
