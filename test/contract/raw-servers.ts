import { once } from 'node:events';
import * as net from 'node:net';
import { Worker } from 'node:worker_threads';

/** Where nobody listens. */
export const REFUSED_PORT = 1;

/** A port under test and the way to be rid of it. */
export interface OpenPort {
  readonly port: number;
  /** Settles when the server and all its connections are gone. */
  close(): Promise<void>;
}

/** Starts a server on a free port of the loopback. `close` waits for the connections to end by themselves. */
export const listen = async (server: net.Server): Promise<OpenPort> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    await closed;
  };
  return { port, close };
};

/** Opens a port that takes connections and never says a word. */
export const listenMutely = (): Promise<OpenPort> =>
  listen(net.createServer((socket) => socket.on('error', () => {}).resume()));

/** Opens a port that answers every connection with a RST. */
export const listenAndReset = (): Promise<OpenPort> => listen(net.createServer((socket) => socket.resetAndDestroy()));

const NEVER_ACCEPTING = `
  const { parentPort } = require('node:worker_threads');
  const server = require('node:net').createServer();
  server.listen(0, '127.0.0.1', 1, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });`;

/** Opens a port where no SYN is answered: its queue of connections is full, and its thread is too stuck to empty it. */
export const listenToNobody = async (): Promise<OpenPort> => {
  const worker = new Worker(NEVER_ACCEPTING, { eval: true });
  const [port] = (await once(worker, 'message')) as [number];
  const fillers = Array.from({ length: 8 }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
  // Only what overflows the queue stays silent, and the kernel answers the fillers first.
  await Promise.race(fillers.map((filler) => once(filler, 'connect')));
  const close = async (): Promise<void> => {
    for (const filler of fillers) filler.destroy();
    await worker.terminate();
  };
  return { port, close };
};

/** Lets the real network move. */
export const passRealTime = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
