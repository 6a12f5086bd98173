/** What a heartbeat of NetMgr is on the wire: id 999, no body. */
export const BEAT = Uint8Array.of(0xe7, 3, 0, 0, 0, 0, 0, 0);
