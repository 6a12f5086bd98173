// One hundred clients and their server in one process: type a client's number and it falls silent, 0 ends.

import { createInterface } from 'node:readline';
import { Crowd } from './crowd.ts';
import { startServer } from './server.ts';

const CLIENTS = 100;

const server = await startServer((line) => console.log(line));
const crowd = new Crowd(server);
const input = createInterface({ input: process.stdin });

const end = async (): Promise<void> => {
  input.close();
  // A pipe that stays open would keep this process alive.
  process.stdin.destroy();
  await crowd.leave();
  await server.close();
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
input.on('line', (line) => {
  const wish = line.trim();
  if (wish === '0') void end();
  else if (wish !== '') console.log(crowd.silence(wish));
});

if (await crowd.join(CLIENTS)) {
  console.log(`${server.clientCount} clients online. Type a client's number to let it fall silent, 0 to end.`);
}
