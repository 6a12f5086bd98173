/** @typedef {import('../workload.mjs').PlayerMsg} PlayerMsg */

/** Makes what one writes where a library has no requests: a table of those that wait, by number. */
export const createReplies = () => {
  /** @type {Map<number, (reply: PlayerMsg) => void>} */
  const waiting = new Map();
  return {
    /** @param {number} id @returns {Promise<PlayerMsg>} */
    next: (id) => new Promise((resolve) => void waiting.set(id, resolve)),
    /** @param {PlayerMsg} reply */
    settle: (reply) => {
      const resolve = waiting.get(reply.playerID);
      waiting.delete(reply.playerID);
      resolve?.(reply);
    },
  };
};
