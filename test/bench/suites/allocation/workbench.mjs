import { WorkError } from '../../harness/timing.mjs';
import { importGenerated } from '../../load-peer.mjs';
import { BATCH, expectedOf } from './batch.mjs';
import { countBytes } from './count-bytes.mjs';
import { createReceiving, createSending } from './hot-path.mjs';
import { byHand, bySchema } from './player.mjs';
import { profileBytes } from './profile-bytes.mjs';

/** @typedef {'schema' | 'by hand' | 'generated' | 'raw'} Kind */

/** @param {Kind} kind @returns {Promise<import('./hot-path.mjs').PlayerType | undefined>} */
const typeOf = async (kind) => {
  if (kind === 'raw') return undefined;
  if (kind === 'generated') return (await importGenerated('netmgr')).PlayerMsg;
  return kind === 'schema' ? bySchema : byHand;
};

/** @type {import('../../harness/suite.mjs').Workbench['measure']} */
export const measure = async ({ params, options }) => {
  const create = params.direction === 'receive' ? createReceiving : createSending;
  const path = await create(await typeOf(/** @type {Kind} */ (options.kind)));
  const counted = countBytes(path.pass);
  const profiled = profileBytes(path.pass);
  const passes = counted.passes + profiled.passes;
  const { messages, sum } = path.done();
  if (messages !== expectedOf(passes).messages) throw new WorkError(`${messages} messages in ${passes} passes`);
  const detail = { passes, profiled: profiled.bytes / BATCH };
  return { value: counted.bytes / BATCH, count: messages, checksum: sum, detail };
};
