import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WorkError } from '../../harness/timing.mjs';
import { openEvenly } from './open-evenly.mjs';

/**
 * What a contestant's module exports.
 * @typedef {object} Crowd
 * @property {import('./server-process.mjs').ServerKind} serverKind
 * @property {(port: number, intervalMs: number) => Promise<unknown>} open opens one client, which then sends a heartbeat every `intervalMs`
 */

/** @typedef {{ clients: number, intervalMs: number }} ScaleParams */

const SERVER = fileURLToPath(new URL('server-process.mjs', import.meta.url));
/** Open before the first look at the heap, so that code, shapes and pools are there already. */
const WARM_CLIENTS = 100;
/** Files that a process has open besides. */
const OTHER_FILES = 100;
const WINDOW_INTERVALS = 2;
const MIN_WINDOW_MS = 2000;

/**
 * The heap comes last: all heartbeats that are due while it is collected come in one burst, then and for ever.
 * @type {import('../../harness/suite.mjs').Workbench['measure']}
 */
export const measure = async ({ module, params }) => {
  const { clients, intervalMs } = /** @type {ScaleParams} */ (params);
  const needed = clients + WARM_CLIENTS + OTHER_FILES;
  const allowed = openFilesLimit();
  if (allowed < needed) return { skipped: `${needed} files must be open, ${allowed} are allowed (ulimit -n)` };

  /** @type {Crowd} */
  const { serverKind, open } = await import(module);
  const server = await startServer(serverKind, intervalMs);
  try {
    const openOne = () => open(server.port, intervalMs);
    const kept = await Promise.all(Array.from({ length: WARM_CLIENTS }, openOne));
    await sleep(settleMs(intervalMs));
    const before = await heapBytes();
    kept.push(...(await openEvenly(clients, intervalMs, openOne)));
    await sleep(settleMs(intervalMs));
    const { beats, beating, cpuUs } = await beatFor(windowMs(intervalMs), server);
    const heap = (await heapBytes()) - before;
    const { online } = await server.takeCount();
    if (online !== kept.length) throw new WorkError(`${online} of ${kept.length} clients are online`);
    return {
      value: heap / clients,
      count: beating - WARM_CLIENTS,
      checksum: beats,
      detail: { cpuPerBeat: cpuUs / beats, beats },
    };
  } finally {
    server.end();
  }
};

/** Everybody has beaten, and what opening leaves behind is over. @param {number} intervalMs */
const settleMs = (intervalMs) => Math.max(1.5 * intervalMs, 1500);

/** @param {number} intervalMs */
export const windowMs = (intervalMs) => Math.max(WINDOW_INTERVALS * intervalMs, MIN_WINDOW_MS);

const openFilesLimit = () => {
  const report = /** @type {any} */ (process.report?.getReport());
  const soft = report?.userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Number.POSITIVE_INFINITY;
};

const heapBytes = async () => {
  // What sockets and finalizers hold goes in several turns.
  for (let turn = 0; turn < 4; turn++) {
    globalThis.gc?.();
    await sleep(20);
  }
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** @param {number} ms @param {Server} server */
const beatFor = async (ms, server) => {
  await server.takeCount();
  const before = process.cpuUsage();
  await sleep(ms);
  const { user, system } = process.cpuUsage(before);
  return { ...(await server.takeCount()), cpuUs: user + system };
};

/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */

/** @param {import('./server-process.mjs').ServerKind} kind @param {number} intervalMs */
const startServer = async (kind, intervalMs) => {
  const child = fork(SERVER, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  /** @param {object} message @returns {Promise<any>} */
  const ask = (message) =>
    new Promise((resolve, reject) => {
      const onExit = (/** @type {number} */ code) => reject(new WorkError(`the server ended with code ${code}`));
      child.once('exit', onExit);
      child.once('message', (answer) => {
        child.off('exit', onExit);
        resolve(answer);
      });
      child.send(message);
    });
  const { port } = await ask({ kind, intervalMs });
  return {
    /** @type {number} */
    port,
    /** @returns {Promise<{ online: number, beats: number, beating: number }>} */
    takeCount: () => ask({}),
    end: () => child.removeAllListeners('exit').kill('SIGKILL'),
  };
};
