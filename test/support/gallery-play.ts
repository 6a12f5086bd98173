import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NetMgrOptions } from '@netmgr/client';
import type { TestContext } from 'vitest';
import { startProgram } from './child-program.ts';
import { ROOT } from './processes.mjs';

// A scenario of the gallery on real sockets: the netmgr-mock command as it is shipped, and the players in a process of their own.

const COMMAND = join(ROOT, 'packages/server-mock/dist/cli.js');
const PLAYERS = join(ROOT, 'test/support/gallery-client.mjs');

/** How long the players may take to hear the server's Quit. */
const FAREWELL_MS = 10_000;

/** How a scenario is played. */
export interface GalleryPlay {
  /** Its name, as `--scenario` takes it. */
  readonly scenario: string;
  /** What the players dial. */
  readonly kind: 'ws' | 'tcp';
  /** How many times as fast as the host's time that of server and players passes. */
  readonly speed: number;
  /** How many players there are. @default 1 */
  readonly players?: number;
  /** Begins only when all of them are online. @default false */
  readonly waitsForAll?: boolean;
  /** Options of each player's NetMgr. */
  readonly net?: Pick<NetMgrOptions, 'heartbeat' | 'reconnect' | 'connectTimeoutMs'>;
  /** Stops the players' process while the scenario lets the machine sleep. @default false */
  readonly sleeps?: boolean;
}

/** What came of it. */
export interface GalleryEnding {
  readonly code: number | null;
  /** All that the command printed. */
  readonly text: string;
  /** The events of each player, without `suspect`, which comes and goes with the mood of the machine. */
  readonly events: readonly (readonly string[])[];
}

/** Plays a scenario of the gallery to its end. */
export const playGallery = async (test: TestContext, play: GalleryPlay): Promise<GalleryEnding> => {
  const { scenario, kind, speed, players: count = 1, waitsForAll = false, net = {}, sleeps = false } = play;
  if (!existsSync(COMMAND)) throw new Error(`${COMMAND} is not there: npm run build`);
  const pace = ['--speed', `${speed}`, '--clients', `${waitsForAll ? count : 0}`];
  // The players are ready first: a scenario that waits for nobody begins with the server.
  const players = startProgram(test, [PLAYERS, JSON.stringify({ count, speed, net })]);
  await players.printed(/ready/);
  const command = startProgram(test, [COMMAND, '--ws-port', '0', '--tcp-port', '0', '--scenario', scenario, ...pace]);
  const [url] = await command.printed(kind === 'ws' ? /ws:\S+(?=\n)/ : /tcp:\S+(?=\n)/);
  players.type(`${url}\n`);
  if (sleeps) {
    await command.printed(/the machine falls asleep/);
    players.send('SIGSTOP');
    await command.printed(/the machine wakes/);
    players.send('SIGCONT');
  }
  const { code, stdout, stderr } = await command.ended;
  // Whoever is offline when the server goes hears no Quit, and would dial for ever.
  const patience = setTimeout(() => players.send('SIGKILL'), code === 0 ? FAREWELL_MS : 0);
  const told = await players.ended;
  clearTimeout(patience);
  const events = Array.from({ length: count }, (): string[] => []);
  for (const line of told.stdout.split('\n').filter((each) => each.startsWith('{'))) {
    const { player, event } = JSON.parse(line) as { player: number; event: string };
    if (event !== 'suspect' && event !== 'well') events[player - 1]?.push(event);
  }
  return { code, text: `${stdout}${stderr}${told.stderr}`, events };
};

/** How every game ends whose server closes in order. */
export const GOODBYE: readonly string[] = ['SERVER_QUIT', 'closed remote'];
