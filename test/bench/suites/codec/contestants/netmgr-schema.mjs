import { PlayerMsg, StateMsg } from '../schemas/messages.mjs';
import { netmgrCodec } from './netmgr-codec.mjs';

/** @param {import('../messages.mjs').Shape} shape */
export const createCodec = (shape) => netmgrCodec(shape === 'player' ? PlayerMsg : StateMsg);
