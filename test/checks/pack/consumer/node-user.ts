// A Node program's code as the README writes it, compiled against the packed packages as an ES module and as CommonJS.

import { defineMessage, type MessageOf, NetMgr, t } from '@netmgr/client';
import { NetMgr as NodeNetMgr } from '@netmgr/client/node';
import { ProtocolError } from '@netmgr/client/protocol';
import { MockServer } from '@netmgr/server-mock/node';

const ChatMsg = defineMessage(2001, 'ChatMsg', { line: t.string });
type ChatMsg = MessageOf<typeof ChatMsg>;

export const play = async (line: ChatMsg): Promise<boolean> => {
  const server = await MockServer.listen({ messages: [ChatMsg], tcpPort: 0 });
  const net = new NodeNetMgr({ url: server.urls.tcp ?? '', messages: [ChatMsg] });
  net.on('error', (error) => console.error(error instanceof ProtocolError ? error.code : error));
  await net.connect();
  net.send(ChatMsg, line);
  // @ts-expect-error a line is no number
  net.send(ChatMsg, { line: 7 });
  await net.close();
  await server.close();
  return net instanceof NetMgr;
};
