import { openNetMgr } from './netmgr.mjs';

export const serverKind = 'tcp';

/** @type {import('../workbench.mjs').Crowd['open']} */
export const open = (port, intervalMs) => openNetMgr(`tcp://127.0.0.1:${port}`, intervalMs);
