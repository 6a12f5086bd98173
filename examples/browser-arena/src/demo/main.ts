// The demo as one command: a mock server on TCP and WebSocket, the page, and two bots. Ctrl-C ends all of it.

import type { ChildProcess } from 'node:child_process';
import { createSystemClock } from '@netmgr/client';
import { MockServer } from '@netmgr/server-mock/node';
import { World } from '../server/world.ts';
import { ARENA_MESSAGES } from '../shared/messages.ts';
import { BOTS, startBots, stopBots } from './bots.ts';
import { type DemoOptions, readOptions, USAGE } from './options.ts';
import { servePage } from './page-server.ts';
import { ServerControl } from './server-control.ts';

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
  const control = new ServerControl(server, (error) => fail(error));
  const page = await servePage(options.port, control, { ws, tcp });
  const world = new World(server, createSystemClock(), Math.random);
  world.start();
  const bots = startBots(tcp);
  console.log(greeting(page.url, ws, tcp, bots));

  endOnSignal(async () => {
    world.stop();
    await stopBots(bots);
    await Promise.all([server.close(), page.close()]);
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

const greeting = (url: string, ws: string, tcp: string, bots: readonly ChildProcess[]): string => `
  NetMgr arena

  Open     ${url}
  Server   ${ws}  ${tcp}
  Bots     ${BOTS.map(({ name }, i) => `${name} (process ${bots[i]?.pid})`).join(' and ')}, over TCP

  Ctrl-C ends it.
`;

/** Says in one line what cannot go on, and ends the process; the bots end with it. */
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
