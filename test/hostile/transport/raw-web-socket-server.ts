import { createHash } from 'node:crypto';
import * as net from 'node:net';
import { listen } from '../../contract/raw-servers.ts';

/** RFC 6455, section 1.3. */
const HANDSHAKE_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** RFC 6455, section 5.2. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A server that says whatever a test makes it say, byte by byte where it has to. */
export interface RawWebSocketServer {
  readonly url: string;
  /** Settles when the server and its connections are gone. */
  close(): Promise<void>;
}

/** Answers each connection's first request by `answer`, which gets the socket and the key of the handshake. */
export const openRawWebSocketServer = async (
  answer: (socket: net.Socket, key: string) => void,
): Promise<RawWebSocketServer> => {
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', (request) =>
      answer(socket, /sec-websocket-key: (\S+)/i.exec(request.toString('latin1'))?.[1] ?? ''),
    );
    socket.resume();
  });
  const { port, close } = await listen(server);
  return {
    url: `ws://127.0.0.1:${port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return close();
    },
  };
};

/** Agrees to speak WebSocket. */
export const acceptUpgrade = (socket: net.Socket, key: string): void => {
  const accept = createHash('sha1')
    .update(key + HANDSHAKE_GUID)
    .digest('base64');
  const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write([...head, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'));
};

/** Writes a frame as a server does, unmasked; `firstByte` replaces FIN and opcode, for the illegal ones. */
export const frame = (
  opcode: number,
  payload: Uint8Array = new Uint8Array(),
  options: { isFinal?: boolean; firstByte?: number } = {},
): Buffer => {
  const firstByte = options.firstByte ?? (options.isFinal === false ? opcode : 0x80 | opcode);
  const length = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Uint8Array.of(firstByte, ...length), payload]);
};

/** Writes a close frame. */
export const closeFrame = (code: number, reason = ''): Buffer =>
  frame(OPCODE.close, Buffer.concat([Uint8Array.of(code >> 8, code & 0xff), Buffer.from(reason)]));
