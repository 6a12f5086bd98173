import { MockServer } from '@netmgr/server-mock/node';
import { LoginMsg, LoginReplyMsg, MESSAGES, PlayerMsg } from './messages.ts';
import type { Printer } from './printer.ts';

/** Starts the server of this example on a free port: it greets who logs in, and lets who speaks rise a level. */
export const startServer = async (printer: Printer): Promise<MockServer> => {
  const server = await MockServer.listen({ messages: MESSAGES, tcpPort: 0 });
  server.onMessage(LoginMsg, (client, { seq, name }) => {
    client.send(LoginReplyMsg, { seq, playerID: client.id, greeting: `welcome, ${name}` });
  });
  server.onMessage(PlayerMsg, (client, { playerID, playerData }) => {
    client.send(PlayerMsg, { playerID, playerData: { ...playerData, lev: playerData.lev + 1 } });
  });
  server.on('clientOnline', ({ id }) => printer.say('server', `client ${id} is online`));
  server.on('clientOffline', ({ id }, reason) => printer.say('server', `client ${id} is offline: ${reason}`));
  return server;
};
