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
/** Code with many functions is optimised after some 15,000 pings, the raw transport's after some 4,000. */
const WARM_PINGS_PER_MS = 150;
const PINGS_PER_MS = 100;
const LEAST_WARM_UP = 1000;
/** For the sake of the whole run's length: who is slow gets fewer pings. 15,000 of up to 130 µs have room. */
const LONGEST_WARM_UP_MS = 2000;
const LONGEST_IN_BUDGETS = 3;
/** In a turn others had the caches before. @type {Stint} */
const LEAD_IN = { count: 100, ms: Number.POSITIVE_INFINITY };
const LEAD_IN_MS = 3;
/** A reply that takes so many times the limit of a pass will not come. */
const REPLY_PATIENCE = 5;

/** @type {import('../../harness/suite.mjs').Workbench['measure']} */
export const measure = async ({ module, options, params, seed, budget }, takeTurn = async () => {}) => {
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
    const work = { own, seed, budget, server, contestant, target, takeTurn };
    const { value, sent, detail } = await TASKS[own.task](work);
    await server.see(sent);
    if (server.seen !== sent) throw new WorkError(`the server saw ${server.seen} messages, ${sent} were sent`);
    return { value, count: server.seen, checksum: server.checksum, detail: { ...detail, sent } };
  } finally {
    await server.end();
  }
};

/** @typedef {{ own: EndToEndParams, seed: number, budget: import('../../harness/suite.mjs').Budget, server: ServerHandle, contestant: EndToEndContestant, target: Target, takeTurn: import('../../harness/suite.mjs').TakeTurn }} Work */

/**
 * What is done once a tick is optimised as late as a ping's code, and many messages a tick take long to come to so many ticks: behind one
 * warm-up of the budget, a message at 20 a tick still costs a fifth to a third more than later.
 * @param {import('../../harness/suite.mjs').Budget} budget
 * @param {number} perTick
 */
const streamBudget = ({ warmMs, measureMs }, perTick) => ({
  warmMs: 4 * warmMs,
  measureMs: perTick === 1 ? 3 * measureMs : measureMs,
});

/**
 * Measures as often as the case has turns.
 * @template T
 * @param {Work} work
 * @param {{ leadIn: () => Promise<unknown>, measure: () => Promise<T> }} steps
 */
const byTurns = async ({ own: { turns = 1 }, takeTurn }, { leadIn, measure }) => {
  /** @type {T[]} */
  const figures = [];
  while (figures.length < turns) {
    await takeTurn();
    if (turns > 1) await leadIn();
    figures.push(await measure());
  }
  return figures;
};

/** @param {Work} work @returns {Promise<TaskReport>} */
const stream = async (work) => {
  const { own, seed, server, contestant, target } = work;
  const { turns = 1 } = own;
  const client = await contestant.connect(target, () => {});
  const send = sender(client, own, seed, contestant.keepsBodies ? WINDOW : undefined);
  const { perTick } = target;
  const { warmMs, measureMs } = streamBudget(work.budget, perTick);
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
  await sendFor(warmMs);
  globalThis.gc?.();
  const figures = await byTurns(work, {
    leadIn: () => sendFor(LEAD_IN_MS),
    measure: async () => {
      const sentBefore = sent;
      const spent = await costOf(() => sendFor(measureMs / turns));
      return { perMs: (sent - sentBefore) / spent.ms, clientNs: spent.cpuNs / (sent - sentBefore) };
    },
  });
  return {
    value: median(figures.map(({ perMs }) => perMs)),
    sent,
    detail: { clientNs: median(figures.map(({ clientNs }) => clientNs)) },
  };
};

/** @param {() => Promise<unknown>} work */
const costOf = async (work) => {
  const start = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuNs: (user + system) * 1000 };
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

/** So many pings, or as many as there is time for. @typedef {{ count: number, ms: number }} Stint */

/** @param {Work} work @returns {Promise<TaskReport>} */
const ping = async (work) => {
  const { own, seed, budget, contestant, target } = work;
  const { warmUp, perTurn } = pingStints(budget, own);
  const replies = new Ledger('client');
  let hear = () => {};
  const client = await contestant.connect(target, (body) => {
    replies.body(body, 0, body.length);
    hear();
  });
  const send = sender(client, own, seed);
  let number = 0;
  /** @param {Stint} stint */
  const pings = async ({ count, ms }) => {
    const times = new Float64Array(count);
    const end = performance.now() + ms;
    let done = 0;
    const pinging = new Promise((resolve, reject) => {
      let sentAt = 0;
      const next = () => {
        sentAt = performance.now();
        send(number++);
        client.endTick?.();
      };
      hear = () => {
        const now = performance.now();
        times[done++] = now - sentAt;
        if (replies.complaint) reject(new WorkError(replies.complaint));
        else if (done === count || now > end) resolve(undefined);
        else next();
      };
      next();
    });
    await unlessStuck(pinging, () => number, budget);
    return times.subarray(0, done);
  };
  await pings(warmUp);
  globalThis.gc?.();
  const turns = await byTurns(work, { leadIn: () => pings(LEAD_IN), measure: () => pings(perTurn) });
  if (replies.checksum !== checksumOf(own.shape, seed, number))
    throw new WorkError('other bytes came back than were sent');
  if (replies.count !== number) throw new WorkError(`${replies.count} of ${number} pings came back`);
  return { ...percentiles(turns), sent: number };
};

/** @param {Work} work @returns {Promise<TaskReport>} */
const request = async (work) => {
  const { own, seed, budget, contestant, target } = work;
  const { request: ask } = await contestant.connect(target, () => {});
  if (!ask) throw new Error('has no requests');
  const { warmUp, perTurn } = pingStints(budget, own);
  const players = createPlayers(seed);
  let number = 0;
  const atOnce = own.atOnce ?? 1;
  /** @param {Stint} stint */
  const requests = async ({ count, ms }) => {
    const times = new Float64Array(count);
    const end = performance.now() + ms;
    const first = number;
    const worker = async () => {
      let now = performance.now();
      while (number < first + count && now < end) {
        const own = number++;
        const player = /** @type {PlayerMsg} */ (players[own % players.length]);
        player.playerID = own;
        const start = performance.now();
        const { playerID, playerData } = await ask(player);
        now = performance.now();
        times[own - first] = now - start;
        if (playerID !== own || !isEqual(playerData, player.playerData))
          throw new WorkError(`request ${own} was answered by ${playerID}, or with other values`);
      }
    };
    await unlessStuck(Promise.all(Array.from({ length: atOnce }, worker)), () => number, budget);
    return times.subarray(0, number - first);
  };
  await requests(warmUp);
  globalThis.gc?.();
  /** @type {Float64Array[]} */
  const turns = [];
  const costs = await byTurns(work, {
    leadIn: () => requests(LEAD_IN),
    measure: async () => {
      /** @type {Float64Array} */
      let times = new Float64Array();
      const spent = await costOf(async () => {
        times = await requests(perTurn);
      });
      turns.push(times);
      return { perMs: times.length / spent.ms, clientNs: spent.cpuNs / times.length };
    },
  });
  const { value, detail } = percentiles(turns);
  const clientNs = median(costs.map((cost) => cost.clientNs));
  const perMs = median(costs.map((cost) => cost.perMs));
  return { value: atOnce > 1 ? perMs : value, sent: number, detail: { ...detail, clientNs } };
};

/** @param {PlayerMsg['playerData']} one @param {PlayerMsg['playerData']} other */
const isEqual = (one, other) => one.name === other.name && one.atk === other.atk && one.lev === other.lev;

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

/** @param {import('../../harness/suite.mjs').Budget} budget @param {EndToEndParams} params @returns {{ warmUp: Stint, perTurn: Stint }} */
const pingStints = ({ warmMs, measureMs }, { turns = 1 }) => ({
  warmUp: { count: LEAST_WARM_UP + Math.ceil(warmMs * WARM_PINGS_PER_MS), ms: LONGEST_WARM_UP_MS },
  perTurn: {
    count: Math.ceil((measureMs * PINGS_PER_MS) / turns),
    ms: (LONGEST_IN_BUDGETS * measureMs) / turns,
  },
});

/**
 * Tells percentiles in microseconds: of a typical turn, but for the last, which takes all turns to have enough above it.
 * @param {readonly Float64Array[]} turns in milliseconds
 */
const percentiles = (turns) => {
  const sorted = turns.map((times) => times.toSorted());
  const all = Float64Array.from(turns.flatMap((times) => [...times])).sort();
  return {
    value: median(sorted.map((times) => percentile(times, 0.5))),
    detail: {
      p99: median(sorted.map((times) => percentile(times, 0.99))),
      'p99.9': percentile(all, 0.999),
      samples: all.length,
    },
  };
};

/** @param {Float64Array} sorted @param {number} share */
const percentile = (sorted, share) =>
  1000 * /** @type {number} */ (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
