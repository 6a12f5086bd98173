// When clients dial again after a drop, as their makers ship or publish it. Each is read off the named source and written anew as a formula.

/**
 * The policy of one client: how many milliseconds to wait before the dial numbered `attempt`, from 1; `undefined` gives up.
 * @typedef {(attempt: number) => number | undefined} Policy
 */

/** @typedef {() => number} Random a number from 0 up to 1 */

/** @param {number} attempt @param {number} base @param {number} cap */
const doubled = (attempt, base, cap) => Math.min(cap, base * 2 ** Math.min(attempt - 1, 31));

/** @type {Record<string, (random: Random) => Policy>} */
export const POLICIES = {
  // phoenix 1.8.16, assets/js/phoenix/socket.js: reconnectAfterMs.
  phoenix: () => (attempt) => [10, 50, 100, 150, 200, 250, 500, 1000, 2000][attempt - 1] ?? 5000,

  // @colyseus/sdk 0.18.4, src/Room.ts and src/core: 100 ms · 2ⁿ, no less than 100 ms, no more than 5 s, 15 times.
  colyseus: () => (attempt) => (attempt > 15 ? undefined : Math.min(5000, 100 * 2 ** attempt)),

  // https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ ("full jitter"), with 100 ms and 20 s as in AWS's SDKs.
  'AWS full jitter': (random) => (attempt) => random() * doubled(attempt, 100, 20_000),

  // centrifuge 5.8.0, build/index.js: backoff, between 500 ms and 20 s.
  centrifuge: (random) => (attempt) =>
    Math.min(20_000, 500 + Math.floor(random() * (doubled(attempt, 500, 20_000) + 1))),

  // socket.io-client 4.8.4, build/cjs/contrib/backo2.js: 1 s · 2ⁿ ± half of it, no more than 5 s.
  'socket.io': (random) => (attempt) => {
    const drawn = random();
    const deviation = Math.floor(drawn * 0.5 * 1000 * 2 ** (attempt - 1));
    const isEarlier = Math.floor(drawn * 10) % 2 === 0;
    return Math.floor(Math.min(5000, 1000 * 2 ** (attempt - 1) + (isEarlier ? -deviation : deviation)));
  },

  // mqtt 5.16.0, build/lib/client.js: reconnectPeriod.
  mqtt: () => () => 1000,

  // @nats-io/nats-core 3.4.0, lib/options.js: reconnectTimeWait and reconnectJitter.
  nats: (random) => () => 2000 + Math.floor(random() * 101),

  // partysocket 1.3.0, dist/ws.js: DEFAULT and _getNextDelay.
  partysocket: () => (attempt) => Math.min(10_000, 3000 * 1.3 ** (attempt - 1)),

  // reconnecting-websocket 4.4.0, dist/reconnecting-websocket-cjs.js: DEFAULT, whose least delay a page draws once, when it loads.
  'reconnecting-websocket': (random) => {
    const least = 1000 + random() * 4000;
    return (attempt) => Math.min(10_000, least * 1.3 ** (attempt - 1));
  },

  // @microsoft/signalr 10.0.11, dist/cjs/DefaultReconnectPolicy.js; off unless asked for.
  signalr: () => (attempt) => [0, 2000, 10_000, 30_000][attempt - 1],
};
