import { NetMgr } from '@netmgr/client';
import type { MessageType } from '@netmgr/client/protocol';
import { createMemoryServer, VirtualClock } from '@netmgr/server-mock';
import { expect, it } from 'vitest';

const CLIENTS = 50;

it('encodes a broadcast once, however many hear it, and a message to each of them once for each', async () => {
  let writes = 0;
  const CountMsg: MessageType<number> = {
    id: 1001,
    name: 'count',
    write: (writer, value) => {
      writes++;
      writer.int(value);
    },
    read: (reader) => reader.int(),
  };
  const clock = new VirtualClock();
  const server = createMemoryServer({ clock, messages: [CountMsg] });
  const heard: number[] = [];
  const crowd = Array.from({ length: CLIENTS }, () => {
    const net = new NetMgr({ transport: server.transport, clock, messages: [CountMsg] });
    net.onMessage(CountMsg, (value) => heard.push(value));
    return net;
  });
  const opening = crowd.map((net) => net.connect());
  await clock.advance(0);
  await Promise.all(opening);

  expect(server.broadcast(CountMsg, 7)).toBe(CLIENTS);
  expect(writes).toBe(1);
  await clock.advance(0);
  expect(heard).toEqual(Array.from({ length: CLIENTS }, () => 7));

  for (const client of server.clients) client.send(CountMsg, 8);
  expect(writes).toBe(1 + CLIENTS);
  await server.close();
});
