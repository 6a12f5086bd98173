import { createFrameDecoder } from '@netmgr/client/protocol';

export { encodeUnityFrame as encodeFrame } from './unity-frame.mjs';

export const carriesId = true;

/** @param {import('../workbench.mjs').Deliver} deliver */
export const createReceiver = (deliver) => createFrameDecoder({ maxBodyBytes: 1 << 24, onFrame: deliver });
