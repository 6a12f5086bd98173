import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MessageType } from '@netmgr/client/node';
import { MockServer } from '@netmgr/server-mock/node';
import type { TestContext } from 'vitest';

/** A message of the README, of which a test reads single fields. */
export type ReadmeMessage = Readonly<Record<string, number | string>>;

/** A server that answers what the bots of the README say, and keeps what they said. */
export interface ReadmeServer {
  readonly server: MockServer;
  readonly said: ReadonlyMap<string, readonly ReadmeMessage[]>;
  readonly endings: readonly string[];
}

/** Starts it with the message types of the README, until the test is done. */
export const startReadmeServer = async (test: TestContext, folder: string): Promise<ReadmeServer> => {
  const types: Record<string, MessageType<ReadmeMessage>> = await import(
    pathToFileURL(join(folder, 'messages.mjs')).href
  );
  const server = await MockServer.listen({ messages: Object.values(types), webSocketPort: 0, tcpPort: 0 });
  test.onTestFinished(() => server.close());
  const said = new Map<string, ReadmeMessage[]>();
  const endings: string[] = [];
  server.on('clientOffline', (_client, reason) => void endings.push(reason));
  const typeOf = (name: string): MessageType<ReadmeMessage> => {
    const type = types[name];
    if (type === undefined) throw new Error(`the README has no ${name}`);
    return type;
  };
  const hear = (name: string, answer: (id: number, message: ReadmeMessage) => [string, ReadmeMessage] | undefined) =>
    server.onMessage(typeOf(name), (client, message) => {
      said.set(name, [...(said.get(name) ?? []), message]);
      const reply = answer(client.id, message);
      if (reply !== undefined) client.send(typeOf(reply[0]), reply[1]);
    });
  hear('LoginMsg', (playerID) => ['LoginReplyMsg', { playerID }]);
  hear('MoveMsg', () => undefined);
  hear('AttackMsg', (_id, { seq = 0 }) => ['HitMsg', { seq, damage: 3 }]);
  return { server, said, endings };
};
