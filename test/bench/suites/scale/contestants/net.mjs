import net from 'node:net';
import { BEAT } from './beat.mjs';

export const serverKind = 'tcp';

/** @type {import('../workbench.mjs').Crowd['open']} */
export const open = (port, intervalMs) =>
  new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('data', () => {});
    socket.on('error', reject);
    socket.on('connect', () => {
      setInterval(() => socket.write(BEAT), intervalMs);
      resolve(socket);
    });
  });
