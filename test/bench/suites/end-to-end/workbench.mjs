import { median } from '../../harness/statistics.mjs';
import { stopwatch, WorkError } from '../../harness/timing.mjs';
import { ServerHandle } from './server-handle.mjs';
import { checksumOf, createBodies, createPlayers, Ledger } from './workload.mjs';

/**
 * @typedef {import('./workload.mjs').EndToEndParams} EndToEndParams
 * @typedef {import('./workload.mjs').PlayerMsg} PlayerMsg
 *
 * A client that is connected. `endTick`, where there is one, is called behind the messages of every tick.
 * @typedef {object} BenchClient
 * @property {(body: Buffer) => unknown} [sendRaw]
 * @property {(value: PlayerMsg) => unknown} [sendPlayer]
 * @property {(value: PlayerMsg) => Promise<any>} [request]
 * @property {() => void} [endTick]
 *
 * `keepsBodies`: its library may keep the very array that it is handed until the server has the message.
 * `onReply` is called with the body of each raw message that comes back.
 * @typedef {{ port: number, wire: import('./workload.mjs').Wire, task: import('./workload.mjs').Task, shape: import('./workload.mjs').Shape, perTick: number, options: Record<string, unknown> }} Target
 * @typedef {object} EndToEndContestant
 * @property {string} server URL of the module that serves it
 * @property {boolean} [keepsBodies]
 * @property {(target: Target, onReply: (body: Uint8Array) => void) => Promise<BenchClient>} connect
 *
 * What was sent, for the checks; `detail` is what was measured.
 * @typedef {{ value: number, sent: number, detail: Record<string, number> }} TaskReport
 */

/** Messages that may be on their way: more would only lie in memory. */
const WINDOW = 32_768;
/** To look at the CPU time costs up to 30 µs, to look at the clock next to nothing. */
const TICKS_BETWEEN_CLOCKS = 8;
const MS_BETWEEN_LOOKS = 5;
const PINGS_PER_MS = 20;
const LEAST_WARM_UP = 1000;
/** A reply that takes so many times the limit of a pass will not come. */
const REPLY_PATIENCE = 5;

/** @type {import('../../harness/suite.mjs').Workbench['measure']} */
export const measure = async ({ module, options, params, seed, budget }) => {
  const own = /** @type {EndToEndParams} */ (params);
  /** @type {EndToEndContestant} */
  const contestant = await import(module);
  const server = new ServerHandle();
  try {
    const serving = await server.serve(contestant.server, own);
    if ('skipped' in serving) return serving;
    const target = {
      port: serving.port,
      wire: own.wire,
      task: own.task,
      shape: own.shape,
      perTick: own.perTick ?? 1,
      options,
    };
    const work = { own, seed, budget, server, contestant, target };
    const { value, sent, detail } = await TASKS[own.task](work);
    await server.see(sent);
    if (server.seen !== sent) throw new WorkError(`the server saw ${server.seen} messages, ${sent} were sent`);
    return { value, count: server.seen, checksum: server.checksum, detail: { ...detail, sent } };
  } finally {
    await server.end();
  }
};

/** @typedef {{ own: EndToEndParams, seed: number, budget: import('../../harness/suite.mjs').Budget, server: ServerHandle, contestant: EndToEndContestant, target: Target }} Work */

/** @param {Work} work @returns {Promise<TaskReport>} */
const stream = async ({ own, seed, budget, server, contestant, target }) => {
  const client = await contestant.connect(target, () => {});
  const send = sender(client, own, seed, contestant.keepsBodies ? WINDOW : undefined);
  const { perTick } = target;
  let sent = 0;
  /** @param {number} ms */
  const sendFor = (ms) =>
    new Promise((resolve, reject) => {
      const spent = stopwatch();
      let ticks = 0;
      let lookAt = performance.now();
      const isOver = () => {
        if (++ticks % TICKS_BETWEEN_CLOCKS !== 0 || performance.now() < lookAt) return false;
        lookAt = performance.now() + MS_BETWEEN_LOOKS;
        return spent() >= ms;
      };
      const tick = () => {
        for (let i = 0; i < perTick; i++) send(sent++);
        client.endTick?.();
        if (isOver()) resolve(server.see(sent));
        else if (sent + perTick - server.seen <= WINDOW) setImmediate(tick);
        else server.reach(sent + perTick - WINDOW).then(tick, reject);
      };
      tick();
    });
  await sendFor(budget.warmMs);
  globalThis.gc?.();
  const sentBefore = sent;
  const start = performance.now();
  const cpu = process.cpuUsage();
  await sendFor(budget.measureMs);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const messages = sent - sentBefore;
  return { value: messages / ms, sent, detail: { clientNs: ((user + system) * 1000) / messages } };
};

/** Gives what sends the message of a number. @param {BenchClient} client @param {EndToEndParams} params @param {number} seed @param {number} [ring] */
const sender = ({ sendRaw, sendPlayer }, { shape }, seed, ring) => {
  if (shape === 'raw' && sendRaw) {
    const bodies = createBodies(seed, ring);
    const mask = bodies.length - 1;
    return (/** @type {number} */ number) => {
      const body = /** @type {Buffer} */ (bodies[number & mask]);
      body.writeInt32LE(number, 0);
      sendRaw(body);
    };
  }
  if (shape === 'raw' || !sendPlayer) throw new Error(`sends no ${shape}`);
  const players = createPlayers(seed);
  const mask = players.length - 1;
  return (/** @type {number} */ number) => {
    const player = /** @type {PlayerMsg} */ (players[number & mask]);
    player.playerID = number;
    sendPlayer(player);
  };
};

/** @param {Work} work @returns {Promise<TaskReport>} */
const ping = async ({ own, seed, budget, contestant, target }) => {
  const { warmUp, samples } = pingCounts(budget);
  const times = new Float64Array(samples);
  const replies = new Ledger('client');
  let hear = () => {};
  const client = await contestant.connect(target, (body) => {
    replies.body(body, 0, body.length);
    hear();
  });
  const send = sender(client, own, seed);
  const all = warmUp + samples;
  let number = 0;
  const pinging = new Promise((resolve, reject) => {
    let sentAt = 0;
    const next = () => {
      if (number === warmUp) globalThis.gc?.();
      sentAt = performance.now();
      send(number++);
      client.endTick?.();
    };
    hear = () => {
      const took = performance.now() - sentAt;
      if (number > warmUp) times[number - warmUp - 1] = took;
      if (replies.complaint) reject(new WorkError(replies.complaint));
      else if (number === all) resolve(undefined);
      else next();
    };
    next();
  });
  await unlessStuck(pinging, () => number, budget);
  if (replies.checksum !== checksumOf(own.shape, seed, all))
    throw new WorkError('other bytes came back than were sent');
  if (replies.count !== all) throw new WorkError(`${replies.count} of ${all} pings came back`);
  return { ...percentiles(times), sent: all };
};

/** @param {Work} work @returns {Promise<TaskReport>} */
const request = async ({ own, seed, budget, contestant, target }) => {
  const { request: ask } = await contestant.connect(target, () => {});
  if (!ask) throw new Error('has no requests');
  const { warmUp, samples } = pingCounts(budget);
  const players = createPlayers(seed);
  const times = new Float64Array(samples);
  let number = 0;
  /** @param {number} until */
  const worker = async (until) => {
    while (number < until) {
      const own = number++;
      const player = /** @type {PlayerMsg} */ (players[own % players.length]);
      player.playerID = own;
      const start = performance.now();
      const { playerID, playerData } = await ask(player);
      if (own >= warmUp) times[own - warmUp] = performance.now() - start;
      if (playerID !== own || playerData.name !== player.playerData.name || playerData.lev !== player.playerData.lev)
        throw new WorkError(`request ${own} was answered by ${playerID}, or with other values`);
    }
  };
  const atOnce = own.atOnce ?? 1;
  /** @param {number} until */
  const run = (until) =>
    unlessStuck(Promise.all(Array.from({ length: atOnce }, () => worker(until))), () => number, budget);
  await run(warmUp);
  globalThis.gc?.();
  const start = performance.now();
  const cpu = process.cpuUsage();
  await run(warmUp + samples);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const { value, detail } = percentiles(times);
  const perRequest = { ...detail, clientNs: ((user + system) * 1000) / samples };
  return { value: atOnce > 1 ? samples / ms : value, sent: number, detail: perRequest };
};

/** Throws `WorkError` when work makes no progress. @param {Promise<unknown>} work @param {() => number} progress @param {import('../../harness/suite.mjs').Budget} budget */
const unlessStuck = async (work, progress, { passLimitMs }) => {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const stuck = new Promise((_, reject) => {
    let before = -1;
    timer = setInterval(() => {
      if (progress() === before) reject(new WorkError(`no reply after message ${before}`));
      before = progress();
    }, REPLY_PATIENCE * passLimitMs);
  });
  try {
    await Promise.race([work, stuck]);
  } finally {
    clearInterval(timer);
  }
};

/** @type {Record<import('./workload.mjs').Task, (work: Work) => Promise<TaskReport>>} */
const TASKS = { stream, ping, request };

/** @param {import('../../harness/suite.mjs').Budget} budget */
const pingCounts = ({ warmMs, measureMs }) => ({
  warmUp: LEAST_WARM_UP + Math.ceil(warmMs * PINGS_PER_MS),
  samples: Math.ceil(measureMs * PINGS_PER_MS),
});

/** In microseconds. @param {Float64Array} times in milliseconds */
const percentiles = (times) => {
  const sorted = times.toSorted();
  const at = (/** @type {number} */ share) =>
    1000 * /** @type {number} */ (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  return { value: 1000 * median([...sorted]), detail: { p99: at(0.99), 'p99.9': at(0.999), samples: sorted.length } };
};
