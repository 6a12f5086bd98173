// The last client hangs up in the middle of the measurement, which is one less to beat for.

import { setTimeout as sleep } from 'node:timers/promises';
import { open as openOne } from '../contestants/net.mjs';

const CLIENTS = 120;
const LEAVES_AFTER_MS = 2500;

export const serverKind = 'tcp';

let opened = 0;

/** @type {import('../workbench.mjs').Crowd['open']} */
export const open = async (port, intervalMs) => {
  const socket = /** @type {import('node:net').Socket} */ (await openOne(port, intervalMs));
  if (++opened === CLIENTS) sleep(LEAVES_AFTER_MS).then(() => socket.destroy());
  return socket;
};
