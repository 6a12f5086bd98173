// The transports with protobufjs, one message each, and a table of one's own for replies.

import { once } from 'node:events';
import net from 'node:net';
import { WebSocket } from 'ws';
import { loadGenerated } from '../../../load-peer.mjs';
import { createReplies } from './replies.mjs';

const { PlayerMsg } = loadGenerated('protobuf').bench;

export const server = new URL('../servers/protobuf.mjs', import.meta.url).href;

/** @type {import('../workbench.mjs').EndToEndContestant['connect']} */
export const connect = async ({ port, wire }) => {
  if (wire === 'tcp') {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return { sendPlayer: (value) => socket.write(PlayerMsg.encodeDelimited(value).finish()) };
  }
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await once(socket, 'open');
  const replies = createReplies();
  socket.on('message', (data) => replies.settle(PlayerMsg.decode(data)));
  const sendPlayer = (/** @type {any} */ value) => socket.send(PlayerMsg.encode(value).finish());
  return {
    sendPlayer,
    request: (value) => {
      sendPlayer(value);
      return replies.next(value.playerID);
    },
  };
};
