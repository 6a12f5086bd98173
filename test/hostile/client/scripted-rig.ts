import type { NetMgrOptions } from '@netmgr/client';
import { createRig, type Rig } from '../../support/rig.ts';
import { createScriptedTransport, type ScriptedLink } from '../../support/scripted-transport.ts';

/** A rig whose server is played by the test. */
export interface ScriptedRig extends Rig {
  /** The first dial, which is open. */
  readonly link: ScriptedLink;
  /** Every dial, in order. */
  readonly links: readonly ScriptedLink[];
}

/** Creates a rig that is connected over a scripted link, and does not reconnect unless told to. */
export const connectScripted = async (options: Partial<NetMgrOptions> = {}): Promise<ScriptedRig> => {
  const { links, transport } = createScriptedTransport();
  const rig = createRig({ net: { transport, reconnect: false, ...options } });
  const connected = rig.net.connect();
  links[0]!.open();
  await connected;
  return { ...rig, link: links[0]!, links };
};

/** Frames of the tests, as hex. */
export const HEX = {
  /** A whole PlayerMsg, \`player(1)\`. */
  player: 'e9030000 13000000 01000000 03000000 416e6e 03000000 01000000',
  /** The header of a PlayerMsg with a body of 19 bytes. */
  playerHeader: 'e9030000 13000000',
  heartbeat: 'e7030000 00000000',
  quit: 'eb030000 00000000',
  /** An id that nobody knows, without a body. */
  unknown: 'd1070000 00000000',
} as const;
