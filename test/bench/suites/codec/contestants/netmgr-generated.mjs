// What netmgr-codegen writes for the messages by schema.

import { importGenerated } from '../../../load-peer.mjs';
import { netmgrCodec } from './netmgr-codec.mjs';

const { PlayerMsg, StateMsg } = await importGenerated('netmgr');

/** @param {import('../messages.mjs').Shape} shape */
export const createCodec = (shape) => netmgrCodec(shape === 'player' ? PlayerMsg : StateMsg);
