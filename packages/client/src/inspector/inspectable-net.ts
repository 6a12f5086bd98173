import type { NetMgr } from '../net-mgr.ts';

/** What an inspector needs of a NetMgr. */
export type InspectableNet = Pick<NetMgr, 'on' | 'state' | 'stats' | 'tap' | 'wire'>;
