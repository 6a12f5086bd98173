import { MockServer } from '@netmgr/server-mock/node';
import { EchoMsg, MESSAGES } from '../bots/echo-message.ts';

/** Starts a server in this process that sends back every `EchoMsg`. It keeps nothing of what it has received. */
export const startOwnServer = async (): Promise<MockServer> => {
  const server = await MockServer.listen({ messages: MESSAGES, webSocketPort: 0, maxRecorded: 0 });
  server.onMessage(EchoMsg, (client, message) => client.send(EchoMsg, message));
  return server;
};
