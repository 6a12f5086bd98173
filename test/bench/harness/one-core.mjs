// Two processes that talk to each other take twice the time, or half of it, by whether the kernel puts them on one core or on two, and
// on two, by how deep these sleep meanwhile. On one core there is nothing to choose and nobody sleeps.

import { spawnSync } from 'node:child_process';

/** Tells the core that processes can be bound to, where there is `taskset` (Linux, util-linux): the last that this one may use. */
export const findCore = () => {
  if (process.platform !== 'linux') return undefined;
  const { status, stdout } = spawnSync('taskset', ['-c', '-p', String(process.pid)], { encoding: 'utf8' });
  return status === 0 ? lastCore(stdout) : undefined;
};

/** Reads what `taskset` says of a process, in any language. @param {string} words ends with a list as `0-3,8,10-14:2` */
export const lastCore = (words) => {
  const list = words
    .trim()
    .match(/[\d,:-]+$/)?.[0]
    .replaceAll(/:\d+/g, '');
  const last = list?.match(/\d+$/)?.[0];
  return last === undefined ? undefined : Number(last);
};

/**
 * Tells `fork` how to start Node, bound to a core where one is given. What the process starts later is bound as well.
 * @param {readonly string[]} nodeFlags
 * @param {number} [core]
 */
export const launch = (nodeFlags, core) =>
  core === undefined
    ? { execPath: process.execPath, execArgv: [...nodeFlags] }
    : { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath, ...nodeFlags] };
