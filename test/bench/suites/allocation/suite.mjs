import { expectedOf } from './batch.mjs';
import { COUNTING_FLAGS } from './count-bytes.mjs';

const workbench = new URL('workbench.mjs', import.meta.url);

const KINDS = ['generated', 'by hand', 'schema', 'raw'];

/** @type {import('../../harness/suite.mjs').Suite} */
export const allocation = {
  name: 'allocation',
  title: 'Allocation: what a PlayerMsg leaves to the garbage collector',
  unit: 'bytes per message',
  better: 'less',
  rounds: 3,
  workbench,
  cases: ['receive', 'send'].flatMap((direction) => [
    { name: direction, params: { direction }, isQuick: true, nodeFlags: COUNTING_FLAGS },
    {
      name: `${direction}: on the heap, by the heap profiler`,
      params: {},
      measuredWith: { case: direction, detail: 'profiled' },
    },
  ]),
  contestants: KINDS.map((kind) => ({ name: `netmgr ${kind}`, module: workbench, options: { kind }, role: 'ours' })),
  verify: (_params, _seed, { count, checksum, detail }) => {
    const { messages, sum } = expectedOf(detail?.passes ?? 0);
    return count > 0 && count === messages && checksum === sum
      ? undefined
      : `${count} messages with the sum ${checksum}, where ${messages} with ${sum} were due`;
  },
  charts: [],
};
