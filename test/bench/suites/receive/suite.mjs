import { PIECES } from '../../harness/timing.mjs';
import { createMessages, expectedTally, messagesPerPass, seedOf } from './workload.mjs';

/**
 * @typedef {import('../../harness/suite.mjs').Case} Case
 * @typedef {import('./workload.mjs').ReceiveParams} ReceiveParams
 */

const KiB = 1024;
const MTU = 1460;

/** @param {string} file */
const contestant = (file) => new URL(`contestants/${file}.mjs`, import.meta.url);

/** @param {string} name @param {number} bodyBytes @param {number} chunkBytes @param {Partial<Case> & { inPlace?: boolean }} [more] @returns {Case} */
const kase = (name, bodyBytes, chunkBytes, { inPlace = false, ...more } = {}) => ({
  name,
  params: { bodyBytes, chunkBytes, inPlace, turns: PIECES },
  takesTurns: true,
  bytes: bodyBytes + 8,
  ...more,
});

const quick = { isQuick: true };
const inPlace = { inPlace: true };

/** @type {import('../../harness/suite.mjs').Suite} */
export const receive = {
  name: 'receive',
  title: 'Receive path: bytes in, messages out',
  unit: 'ns of CPU per message',
  better: 'less',
  workbench: new URL('workbench.mjs', import.meta.url),
  cases: [
    kase('16 B in 1 B', 16, 1, quick),
    kase('16 B in 1460 B', 16, MTU),
    kase('16 B in 64 KiB', 16, 64 * KiB, quick),
    kase('64 B in 1448 B', 64, 1448, quick),
    kase('64 B in 64 KiB', 64, 64 * KiB),
    kase('1 KiB in 1 B', KiB, 1),
    kase('1 KiB in 1460 B', KiB, MTU, quick),
    kase('1 KiB in 64 KiB', KiB, 64 * KiB, quick),
    kase('64 KiB in 1460 B', 64 * KiB, MTU, quick),
    kase('64 KiB in 64 KiB', 64 * KiB, 64 * KiB),
    kase('1.4 MB in 1460 B', 1_400_000, MTU, quick),
    kase('1.4 MB in 64 KiB', 1_400_000, 64 * KiB),
    kase('4 MiB in 1460 B', 4096 * KiB, MTU, quick),
    kase('16 B in 64 KiB, whole', 16, 64 * KiB, { ...quick, ...inPlace }),
    kase('64 B in 1448 B, whole', 64, 1448, inPlace),
    kase('1 KiB in 64 KiB, whole', KiB, 64 * KiB, inPlace),
    kase('64 KiB, whole', 64 * KiB, 64 * KiB, inPlace),
  ],
  contestants: [
    { name: 'netmgr', module: contestant('netmgr'), role: 'ours' },
    { name: 'contiguous walk', module: contestant('contiguous-walk'), role: 'limit' },
    { name: 'chunk walk', module: contestant('chunk-walk'), role: 'limit' },
    { name: 'copy all', module: contestant('copy-all'), role: 'limit' },
    { name: 'mysql2', module: contestant('mysql2') },
    { name: 'pg-protocol', module: contestant('pg-protocol') },
    { name: 'length-prefixed-stream', module: contestant('length-prefixed-stream') },
    { name: 'ws Receiver', module: contestant('ws-receiver') },
    { name: 'msgpackr stream', module: contestant('msgpackr-stream') },
    { name: 'protobufjs delimited', module: contestant('protobufjs-delimited') },
    { name: 'mqtt-packet', module: contestant('mqtt-packet') },
    { name: 'concat per chunk', module: contestant('concat-per-chunk') },
  ],
  verify: (params, seed, { count, checksum, detail }) => {
    const receive = /** @type {ReceiveParams} */ (params);
    const expected = messagesPerPass(receive) * (detail?.passes ?? 0);
    if (count === 0 || count !== expected) return `reports ${count} messages, ${expected} were sent`;
    const messages = createMessages(receive, seedOf(seed, 0));
    // Not every wire form carries ids.
    const sums = [true, false].map((carriesId) => expectedTally(messages, carriesId).sum);
    return sums.includes(checksum)
      ? undefined
      : `reports checksum ${checksum}, the messages sent have ${sums.join(' or ')}`;
  },
  charts: [
    { cases: ['16 B in 64 KiB'], title: '16 B messages in 64 KiB chunks' },
    { cases: ['64 B in 1448 B'], title: '64 B messages in 1448 B chunks' },
  ],
};
