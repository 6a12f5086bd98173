import type net from 'node:net';
import { Duplex } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createSender } from './send-message.ts';

/** Around what a header's length can hold, and what comes from the pool with its header. */
const LENGTHS = [1, 125, 126, 127, 255, 256, 4090, 4091, 4092, 4096, 65_535, 65_536];

/** Opens a WebSocket and gives both ends, and what lies under the server's. */
const openPair = async (): Promise<{ client: WebSocket; server: WebSocket; socket: net.Socket }> => {
  const listener = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  onTestFinished(() => void listener.close());
  const taken = new Promise<{ server: WebSocket; socket: net.Socket }>((resolve) => {
    listener.on('connection', (server, { socket }) => resolve({ server, socket }));
  });
  await new Promise((resolve) => listener.once('listening', resolve));
  const { port } = listener.address() as net.AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  onTestFinished(() => client.terminate());
  await new Promise((resolve) => client.once('open', resolve));
  return { client, ...(await taken) };
};

/** Notes what is written, piece by piece. */
const notePieces = (socket: net.Socket): Buffer[] => {
  const pieces: Buffer[] = [];
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
  socket.write = (piece: Uint8Array, ...more: unknown[]) => {
    pieces.push(Buffer.from(piece));
    return write(piece, ...more);
  };
  return pieces;
};

const bodyOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 255);

it("sends a server's messages as they are, whatever their length, mixed with those of ws", async () => {
  const { client, server, socket } = await openPair();
  const heard: Buffer[] = [];
  client.on('message', (data, isBinary) => heard.push(isBinary ? (data as Buffer) : Buffer.alloc(0)));
  const send = createSender(server, socket);
  for (const length of LENGTHS) {
    send(bodyOf(length));
    server.send(bodyOf(length));
  }
  server.close(1000);
  await new Promise((resolve) => client.once('close', resolve));
  expect(heard.length).toBe(2 * LENGTHS.length);
  expect(heard.map((body, i) => body.equals(bodyOf(LENGTHS[i >> 1]!)))).toEqual(heard.map(() => true));
});

it.each(LENGTHS)('writes %d bytes as ws does, up to 4,091 of them in one piece', async (length) => {
  const { server, socket } = await openPair();
  const pieces = notePieces(socket);
  server.send(bodyOf(length));
  const wanted = Buffer.concat(pieces.splice(0));
  createSender(server, socket)(bodyOf(length));
  expect(pieces.length).toBe(length < 4092 ? 1 : 2);
  expect(Buffer.concat(pieces).equals(wanted)).toBe(true);
});

it("leaves a client's messages to ws, which masks them", async () => {
  const { client, server } = await openPair();
  const socket = new Duplex({ read: () => {}, write: () => expect.unreachable('written past ws') }) as net.Socket;
  const heard = new Promise((resolve) => server.once('message', resolve));
  createSender(client, socket)(bodyOf(40));
  expect(await heard).toEqual(Buffer.from(bodyOf(40)));
});
