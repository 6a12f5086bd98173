import net from 'node:net';
import { Watched } from './watched.mjs';

export const serverKind = 'tcp';

/** @type {import('../workbench.mjs').Crowd['open']} */
export const open = (port, intervalMs) =>
  new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('error', reject);
    socket.on('connect', () => {
      const watched = new Watched((bytes) => socket.write(bytes), intervalMs);
      socket.on('data', (bytes) => watched.receive(bytes));
      resolve(watched);
    });
  });
