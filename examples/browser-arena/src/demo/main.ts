// The demo as one command: a mock server on TCP and WebSocket, the page, and bots. Ctrl-C ends all of it.

import { createSystemClock } from '@netmgr/client';
import { MockServer } from '@netmgr/server-mock/node';
import { BotCrew } from '../bot/bot-crew.ts';
import { World } from '../server/world.ts';
import { ARENA_MESSAGES } from '../shared/messages.ts';
import { type DemoOptions, readOptions, USAGE } from './options.ts';
import { servePage } from './page-server.ts';
import { VisitorLinks } from './visitor-links.ts';

/** After so long an end that hangs is no longer waited for. */
const END_WITHIN_MS = 5000;

const run = async (options: DemoOptions): Promise<void> => {
  const server = await MockServer.listen({
    messages: ARENA_MESSAGES,
    webSocketPort: options.wsPort,
    tcpPort: options.tcpPort,
    idleTimeoutMs: 20_000,
  });
  const { ws, tcp } = server.urls;
  const world = new World(server, createSystemClock(), Math.random);
  const [bots, links] = [new BotCrew(tcp), new VisitorLinks(ws)];
  const page = await servePage(options.port, { server, world, bots, links, onFailure: fail });
  world.start();
  await bots.resize(options.bots);
  world.tellBots(bots.count);
  console.log(greeting(page.url, ws, tcp, bots.count));

  endOnSignal(async () => {
    world.stop();
    await bots.resize(0);
    await Promise.all([server.close(), page.close()]);
    await links.close();
  });
};

/** Ends once, though one Ctrl-C can come twice: from the terminal, and from the program that started this one. */
const endOnSignal = (end: () => Promise<void>): void => {
  let isEnding = false;
  const endOnce = (): void => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => process.exit(1), END_WITHIN_MS).unref();
    end().catch(fail);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endOnce);
};

const greeting = (url: string, ws: string, tcp: string, bots: number): string => `
  NetMgr arena

  Open     ${url}
  Server   ${ws}  ${tcp}
  Bots     ${bots}, over TCP

  Ctrl-C ends it.
`;

/** Says in one line what cannot go on, and ends the process. */
const fail = (error: unknown): never => {
  const { code, port, message } = error as { code?: string; port?: number; message?: string };
  console.error(code === 'EADDRINUSE' ? `port ${port} is in use: choose another, or none for a free one` : message);
  process.exit(1);
};

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(USAGE);
  else await run(options);
} catch (error) {
  fail(error);
}
