import type { Clock } from '@netmgr/client';
import type { MockServer } from '../mock-server.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { describeTraceLine } from '../scenario/trace.ts';
import { formatDuration } from '../time/duration.ts';

/** What a scenario is played with. */
export interface PlayOptions {
  readonly scenario: Scenario;
  readonly server: MockServer;
  readonly clock: Clock;
  /** How many clients to wait for; as many as the scenario wants, if that is more. */
  readonly clients: number;
  readonly seed: number;
  /** Ends it, also while it waits for clients. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** Waits for the clients that a scenario needs, runs it, and prints each step as it happens. Rejects when it fails. */
export const playScenario = async (options: PlayOptions): Promise<void> => {
  const { scenario, server, clock, seed, signal, print } = options;
  const { name } = scenario;
  const clients = Math.max(scenario.clients, options.clients);
  if (server.clientCount < clients) {
    print(`Scenario ${name} begins when ${clients === 1 ? 'a client is' : `${clients} clients are`} online.`);
    await whenOnline(server, clients, signal);
  }
  if (signal.aborted) throw new Error(`scenario ${name} was ended before it began`);
  print(`Scenario ${name} begins, with seed ${seed}.`);
  const { elapsedMs } = await scenario.run({
    server,
    clock,
    seed,
    signal,
    onLine: (line) => {
      if (line.kind !== 'client') print(describeTraceLine(line));
    },
  });
  print(`Scenario ${name} ended as expected after ${formatDuration(elapsedMs)}.`);
};

const whenOnline = (server: MockServer, clients: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const settle = (): void => {
      signal.removeEventListener('abort', settle);
      remove();
      resolve();
    };
    const remove = server.on('clientOnline', () => {
      if (server.clientCount >= clients) settle();
    });
    signal.addEventListener('abort', settle);
  });
