import { MockServer } from '@netmgr/server-mock/node';
import { PlayerMsg } from '../../codec/schemas/messages.mjs';

/** @param {(server: MockServer, type: typeof PlayerMsg, value: any) => void} say */
export const serveMock = async (say) => {
  const served = { port: 0, writes: 0, say: (/** @type {any} */ value) => say(server, Counted, value) };
  /** @type {typeof PlayerMsg} */
  const Counted = {
    ...PlayerMsg,
    write: (writer, value) => {
      served.writes++;
      PlayerMsg.write(writer, value);
    },
  };
  const server = await MockServer.listen({ messages: [Counted], webSocketPort: 0, idleTimeoutMs: 0 });
  served.port = /** @type {number} */ (server.ports.ws);
  return served;
};
