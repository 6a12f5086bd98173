import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { timePasses, WorkError } from '../../harness/timing.mjs';

/**
 * A server that says one message to everybody.
 * @typedef {object} Server
 * @property {number} port
 * @property {(value: { playerID: number, playerData: { name: string, atk: number, lev: number } }) => void} say
 * @property {number} [writes] how often a message was encoded, where that can be counted
 */

/**
 * What a contestant's module exports. `writesPer`: how often one message is encoded for so many clients.
 * @typedef {object} Contestant
 * @property {import('./clients-process.mjs').ClientKind} clientKind
 * @property {() => Promise<Server>} serve
 * @property {(clients: number) => number} [writesPer]
 */

const CLIENTS = fileURLToPath(new URL('clients-process.mjs', import.meta.url));
const OTHER_FILES = 100;

/** A pass takes tens of milliseconds. @param {import('../../harness/suite.mjs').Budget} budget */
const longer = (budget) => ({ ...budget, warmMs: 3 * budget.warmMs, measureMs: 5 * budget.measureMs });

/** @type {import('../../harness/suite.mjs').Workbench['measure']} */
export const measure = async ({ module, params, budget }) => {
  const { clients } = /** @type {{ clients: number }} */ (params);
  const report = /** @type {any} */ (process.report?.getReport());
  const allowed = report?.userLimits?.open_files?.soft;
  if (typeof allowed === 'number' && allowed < clients + OTHER_FILES)
    return { skipped: `${clients + OTHER_FILES} files must be open, ${allowed} are allowed (ulimit -n)` };

  /** @type {Contestant} */
  const { clientKind, serve, writesPer } = await import(module);
  const server = await serve();
  const crowd = await openCrowd(clientKind, server.port, clients);
  let tick = 0;
  let sum = 0;
  const pass = async () => {
    tick++;
    sum += tick * clients;
    server.say({ playerID: tick, playerData: { name: 'Ann of the Hills', atk: tick & 127, lev: 7 } });
    const heard = await crowd.hear(tick * clients);
    if (heard.complaint) throw new WorkError(heard.complaint);
    if (heard.heard !== tick * clients || heard.sum !== sum)
      throw new WorkError(
        `${heard.heard} messages with the sum ${heard.sum} were heard of ${tick * clients} with ${sum}`,
      );
  };
  try {
    const { nsPerPass } = await timePasses({ prepare: () => {}, pass, check: () => {} }, longer(budget));
    if (writesPer && server.writes !== tick * writesPer(clients))
      throw new WorkError(`${server.writes} encodings for ${tick} messages`);
    return { value: nsPerPass / 1000 / clients, count: tick * clients, checksum: sum, detail: { ticks: tick } };
  } finally {
    crowd.end();
  }
};

/** @param {import('./clients-process.mjs').ClientKind} kind @param {number} port @param {number} clients */
const openCrowd = async (kind, port, clients) => {
  const child = fork(CLIENTS, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  /** @param {object} message @returns {Promise<any>} */
  const ask = (message) =>
    new Promise((resolve, reject) => {
      const onExit = (/** @type {number} */ code) => reject(new WorkError(`the clients ended with code ${code}`));
      child.once('exit', onExit);
      child.once('message', (answer) => {
        child.off('exit', onExit);
        resolve(answer);
      });
      child.send(message);
    });
  const { open } = await ask({ kind, port, clients });
  if (open !== clients) throw new WorkError(`${open} of ${clients} clients are open`);
  return {
    /** @param {number} awaited @returns {Promise<{ heard: number, sum: number, complaint?: string }>} */
    hear: (awaited) => ask({ awaited }),
    end: () => child.removeAllListeners('exit').kill('SIGKILL'),
  };
};
