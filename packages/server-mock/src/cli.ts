#!/usr/bin/env node
// The netmgr-mock command: reads its options, opens the server, prints who comes and goes, and runs the console.

import { readFile } from 'node:fs/promises';
import { type Clock, createSystemClock } from '@netmgr/client';
import { type CliOptions, HELP, parseCliOptions } from './cli/cli-options.ts';
import { isWrongRequest, readCommandLine } from './cli/command-line-error.ts';
import { runConsoleLine } from './cli/console-commands.ts';
import { runDump } from './cli/dump-command.ts';
import { loadMessages } from './cli/load-messages.ts';
import { listScenarios, loadScenario } from './cli/load-scenario.ts';
import { playScenario } from './cli/play-scenario.ts';
import { runProxy } from './cli/proxy-command.ts';
import { recordToFile } from './cli/record-to-file.ts';
import { runReplay } from './cli/replay-command.ts';
import { Terminal } from './cli/terminal.ts';
import { escapeControls } from './escape-controls.ts';
import { MockServer } from './node-mock-server.ts';
import { formatDuration } from './time/duration.ts';
import { createScaledClock } from './time/scaled-clock.ts';

/** What the first word can name; it gets the rest of the command line. */
const SUBCOMMANDS: ReadonlyMap<string, (args: readonly string[]) => Promise<void>> = new Map([
  ['dump', (args) => runDump(args)],
  ['proxy', runProxy],
  ['replay', runReplay],
]);

const run = async (args: readonly string[]): Promise<void> => {
  const subcommand = SUBCOMMANDS.get(args[0] ?? '');
  if (subcommand !== undefined) {
    await subcommand(args.slice(1));
    return;
  }
  const options = readCommandLine(() => parseCliOptions(args));
  if (options.show === 'help') console.log(HELP.trimEnd());
  else if (options.show === 'version') console.log(await readVersion());
  else if (options.show === 'scenarios') console.log(listScenarios());
  else await serve(options);
};

const serve = async (options: CliOptions): Promise<void> => {
  const { listen, messagesPath, recordPath, scenario: scenarioName, clients, seed, speed } = options;
  const clock = createScaledClock(createSystemClock(), speed);
  const scenario = scenarioName === undefined ? undefined : await loadScenario(scenarioName);
  const messages = messagesPath === undefined ? [] : await loadMessages(messagesPath);
  const recording = await recordToFile(recordPath, clock);
  const server = await MockServer.listen({ ...listen, clock, messages }).catch(async (error: unknown) => {
    await recording.finish();
    throw error;
  });
  const ended = new AbortController();
  let ending: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    print(`Saying Quit to ${server.clientCount === 1 ? '1 client' : `${server.clientCount} clients`}.`);
    await server.close();
    await recording.finish();
    print('Closed.');
    terminal.close();
  };
  const quit = (): Promise<void> => {
    ended.abort();
    ending ??= end();
    return ending;
  };
  const print = (line: string): void => terminal.print(line);
  const context = { server, now: () => clock.now(), print, quit };
  const terminal = new Terminal({
    input: process.stdin,
    output: process.stdout,
    onLine: (line) => void runConsoleLine(context, line),
    onInterrupt: () => void quit(),
  });
  process.once('SIGINT', () => void quit());
  process.once('SIGTERM', () => void quit());
  print(greet(server, listen));
  recording.start(server, print);
  report(server, clock, print);
  if (scenario === undefined) return;
  await playScenario({ scenario, server, clock, clients, seed, signal: ended.signal, print }).finally(quit);
};

const greet = (server: MockServer, { webSocketPort, tcpPort }: CliOptions['listen']): string =>
  [
    'netmgr-mock is listening.',
    ...(webSocketPort === undefined ? [] : [`  WebSocket  ${server.urls.ws}`]),
    ...(tcpPort === undefined ? [] : [`  TCP        ${server.urls.tcp}`]),
    'Type help for the commands, Quit to end.',
  ].join('\n');

const report = (server: MockServer, clock: Clock, print: (line: string) => void): void => {
  server.on('clientOnline', (client) =>
    print(`+ client ${client.id} online by ${client.kind} from ${client.peerName}`),
  );
  server.on('clientRefused', (peerName) => print(`! refused ${peerName}: there are too many clients`));
  server.on('clientOffline', (client, reason, error) => {
    const now = clock.now();
    const times = `online for ${formatDuration(now - client.connectedAt)}, last heard ${formatDuration(now - client.lastHeardAt)} ago`;
    print(
      `- client ${client.id} offline: ${reason} (${times})${error === undefined ? '' : ` ${escapeControls(error.message)}`}`,
    );
  });
};

const readVersion = async (): Promise<string> => {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};

/** Says in one line what went wrong. */
const describeFailure = (error: unknown): string => {
  const { code, message, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const place = `port ${port} on ${address}`;
  if (code === 'EADDRINUSE') return `${place} is in use`;
  if (code === 'EACCES') return `${place} needs more rights`;
  if (code === 'EADDRNOTAVAIL') return `this machine has no address ${address}`;
  // What was typed is told as it is, but must not move the cursor.
  return ((message ?? String(error)).split('\n', 1)[0] ?? '').replaceAll(/\p{Cc}/gu, '?');
};

run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`netmgr-mock: ${describeFailure(error)}`);
  process.exitCode = isWrongRequest(error) ? 2 : 1;
});
