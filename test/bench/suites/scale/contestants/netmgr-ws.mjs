import { openNetMgr } from './netmgr.mjs';

export const serverKind = 'web-socket';

/** @type {import('../workbench.mjs').Crowd['open']} */
export const open = (port, intervalMs) => openNetMgr(`ws://127.0.0.1:${port}`, intervalMs);
