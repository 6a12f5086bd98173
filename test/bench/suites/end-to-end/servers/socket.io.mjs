import { loadPeer } from '../../../load-peer.mjs';
import { listenHttp } from './listening.mjs';

const { Server } = loadPeer('socket.io');

/** @type {import('../server-process.mjs').ServerModule['serve']} */
export const serve = ({ task }, ledger) =>
  listenHttp((server) => {
    new Server(server, { transports: ['websocket'] }).on('connection', (/** @type {any} */ socket) => {
      socket.on('raw', (/** @type {Buffer} */ body) => {
        ledger.body(body, 0, body.length);
        if (task !== 'stream') socket.emit('raw', body);
      });
      socket.on('player', (/** @type {any} */ value, /** @type {((value: any) => void) | undefined} */ answer) => {
        ledger.player(value);
        answer?.(value);
      });
    });
  });
