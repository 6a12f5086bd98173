// Counts allocation by the heap profiler of V8, which also knows who allocates. It sees the heap alone: array buffers lie outside.

import { Session } from 'node:inspector';

const PASSES = 200;
/** So small that nearly every object is a sample of its own. */
const INTERVAL_BYTES = 8;

/** @typedef {{ bytes: number, by: Record<string, number> }} Profile bytes in all, and for each function that allocates */

/**
 * Counts the bytes of heap that one pass allocates, once it is warm.
 * @param {() => void} pass a function of that name
 * @returns {Profile & { passes: number }}
 */
export const profileBytes = (pass) => {
  const session = new Session();
  session.connect();
  try {
    const post = (/** @type {string} */ method, /** @type {object} */ params = {}) => call(session, method, params);
    post('HeapProfiler.enable');
    post('HeapProfiler.startSampling', {
      samplingInterval: INTERVAL_BYTES,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
    for (let i = 0; i < PASSES; i++) pass();
    const { profile } = post('HeapProfiler.stopSampling');
    return { ...sumUp(passesOf(profile.head)), passes: PASSES };
  } finally {
    session.disconnect();
  }
};

/** The session answers before `post` returns. @param {Session} session @param {string} method @param {object} params */
const call = (session, method, params) => {
  /** @type {any} */
  let answer;
  session.post(method, params, (/** @type {Error | null} */ error, /** @type {unknown} */ result) => {
    answer = { error, result };
  });
  if (answer?.error) throw new Error(`${method}: ${answer.error.message}`);
  return answer?.result;
};

/** @typedef {{ selfSize: number, callFrame: { functionName: string }, children: readonly Node[] }} Node */

/** What the profiler itself allocates is no part of a pass. @param {Node} root @returns {readonly Node[]} */
const passesOf = (root) => (root.callFrame.functionName === 'pass' ? [root] : root.children.flatMap(passesOf));

/** @param {readonly Node[]} passes @returns {Profile} */
const sumUp = (passes) => {
  /** @type {Record<string, number>} */
  const by = {};
  let bytes = 0;
  const open = [...passes];
  for (let node = open.pop(); node; node = open.pop()) {
    const name = node.callFrame.functionName || 'elsewhere';
    bytes += node.selfSize / PASSES;
    by[name] = (by[name] ?? 0) + node.selfSize / PASSES;
    open.push(...node.children);
  }
  return { bytes, by };
};
