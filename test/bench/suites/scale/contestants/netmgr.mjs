import { defineMessage, NetMgr, t } from '@netmgr/client/node';

const MoveMsg = defineMessage(1001, 'move', { x: t.int });

/** @param {string} url @param {number} intervalMs */
export const openNetMgr = async (url, intervalMs) => {
  const net = new NetMgr({
    url,
    messages: [MoveMsg],
    heartbeat: { intervalMs, replyTimeoutMs: 4000 },
    // A crowd that idles has been stable for long.
    reconnect: { stableAfterMs: 500 },
  });
  net.onMessage(MoveMsg, () => {});
  await net.connect();
  return net;
};
