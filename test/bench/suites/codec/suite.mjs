import { PIECES } from '../../harness/timing.mjs';
import { createValues, digest, valuesPerPass } from './messages.mjs';

/** @typedef {import('./messages.mjs').CodecParams} CodecParams */

/** @param {string} file */
const contestant = (file) => new URL(`contestants/${file}.mjs`, import.meta.url);

/** As under a Content-Security-Policy without `unsafe-eval`, and in the runtimes of mini games. */
const NO_CODE_FROM_STRINGS = ['--disallow-code-generation-from-strings'];

/** @type {[string, Omit<CodecParams, 'direction'>][]} */
const MESSAGES = [
  ['PlayerMsg', { shape: 'player', text: 'ascii' }],
  ['PlayerMsg in Chinese', { shape: 'player', text: 'chinese' }],
  ['100 entities', { shape: 'state', text: 'ascii' }],
];

const DIRECTIONS = /** @type {const} */ (['encode', 'decode']);

/** @param {string} ending @param {readonly string[]} nodeFlags */
const cases = (ending, nodeFlags) =>
  MESSAGES.flatMap(([name, message]) =>
    DIRECTIONS.map((direction) => ({
      name: `${direction} ${name}${ending}`,
      params: { ...message, direction, turns: PIECES },
      takesTurns: true,
      isQuick: true,
      nodeFlags,
    })),
  );

/** @type {import('../../harness/suite.mjs').Suite} */
export const codec = {
  name: 'codec',
  title: 'Codec: values to bytes and back',
  unit: 'ns of CPU per message',
  better: 'less',
  workbench: new URL('workbench.mjs', import.meta.url),
  cases: [...cases('', []), ...cases(', no eval', NO_CODE_FROM_STRINGS)],
  contestants: [
    { name: 'netmgr generated', module: contestant('netmgr-generated'), role: 'ours' },
    { name: 'netmgr by hand', module: contestant('netmgr-by-hand'), role: 'ours' },
    { name: 'netmgr schema', module: contestant('netmgr-schema'), role: 'ours' },
    { name: 'bebop', module: contestant('bebop') },
    { name: 'avsc', module: contestant('avsc') },
    { name: 'flatbuffers', module: contestant('flatbuffers') },
    { name: 'protobufjs', module: contestant('protobufjs') },
    { name: 'msgpackr', module: contestant('msgpackr') },
    { name: 'cbor-x', module: contestant('cbor-x') },
    { name: 'JSON', module: contestant('json') },
  ],
  verify: (params, seed, { count, checksum, detail }) => {
    const codecParams = /** @type {CodecParams} */ (params);
    const expected = valuesPerPass(codecParams) * (detail?.passes ?? 0);
    if (count === 0 || count !== expected) return `reports ${count} messages, ${expected} were asked for`;
    const sum = createValues(codecParams, seed).reduce((total, value) => total + digest(value), 0);
    return checksum === sum ? undefined : `reports checksum ${checksum}, the values have ${sum}`;
  },
  charts: [
    { cases: ['encode PlayerMsg', 'decode PlayerMsg'], title: 'PlayerMsg, encode and decode' },
    { cases: ['encode 100 entities', 'decode 100 entities'], title: 'State of 100 entities, encode and decode' },
  ],
};
