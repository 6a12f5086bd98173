import { loadPeer } from '../../../load-peer.mjs';

const { connect } = loadPeer('mqtt');

export const serverKind = 'mqtt';

/** @type {import('../workbench.mjs').Crowd['open']} */
export const open = (port, intervalMs) =>
  new Promise((resolve, reject) => {
    const client = connect(`mqtt://127.0.0.1:${port}`, { keepalive: intervalMs / 1000, timerVariant: 'native' });
    client.on('message', () => {});
    client.on('error', reject);
    client.on('connect', () => resolve(client));
  });
