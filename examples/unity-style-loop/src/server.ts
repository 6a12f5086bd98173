import { MockServer } from '@netmgr/server-mock/node';
import { PlayerMsg } from './player-msg.ts';
import { ScoreMsg } from './score-msg.ts';

/** How many players the crowd has. */
export const CROWD = 2000;

/** Starts the server of this example on a free port: each `PlayerMsg` is worth a point. */
export const startServer = async (): Promise<MockServer> => {
  const server = await MockServer.listen({ messages: [PlayerMsg, ScoreMsg], tcpPort: 0 });
  const scores = new Map<number, number>();
  server.onMessage(PlayerMsg, (client, { playerID }) => {
    const score = (scores.get(playerID) ?? 0) + 1;
    scores.set(playerID, score);
    client.send(ScoreMsg, { playerID, score });
  });
  return server;
};

/** Tells everybody of a whole crowd at once: far more than one step can take in. */
export const sendCrowd = (server: MockServer): void => {
  for (let i = 1; i <= CROWD; i++) {
    const message = new PlayerMsg();
    message.playerID = 1000 + i;
    message.playerData.name = `Player ${i}`;
    server.broadcast(PlayerMsg, message);
  }
};
