import { scenarios } from '@netmgr/server-mock';
import { describe, expect, it } from 'vitest';
import { type GalleryEnding, type GalleryPlay, GOODBYE, playGallery } from '../support/gallery-play.ts';

/** Deadlines that a busy machine does not miss at this speed, where the scenario is no reason to miss them. */
const patient = (replyTimeoutMs: number): NonNullable<GalleryPlay['net']> => ({
  heartbeat: { intervalMs: 2000, replyTimeoutMs },
  connectTimeoutMs: 60_000,
});

/** What a player lives through, as its events one behind the other, up to the goodbye of a server that closes in order. */
const untilGoodbye = (life: string): RegExp => new RegExp(`^${life} ${GOODBYE.join(' ')}$`);
const CALM = untilGoodbye('connected');
const LOST_BY_SILENCE = untilGoodbye('connected( SERVER_SILENT connected)+');

/** The fast form of each play: three seconds. The slow one, with the defaults of NetMgr, is `gallery-real.long`. */
const PLAYS: readonly (GalleryPlay & { readonly life: RegExp })[] = [
  { scenario: 'train-tunnel', kind: 'tcp', speed: 20, life: LOST_BY_SILENCE },
  { scenario: 'lift', kind: 'ws', speed: 8, net: patient(8000), life: CALM },
  { scenario: 'wi-fi-to-4g', kind: 'tcp', speed: 15, life: LOST_BY_SILENCE },
  {
    scenario: 'laptop-sleep',
    kind: 'tcp',
    speed: 110,
    net: { reconnect: { maxDelayMs: 2000 } },
    life: untilGoodbye('connected( \\w+ connected)+'),
  },
  {
    scenario: 'server-deploy',
    kind: 'tcp',
    speed: 25,
    net: patient(15_000),
    life: untilGoodbye('connected CONNECTION_(LOST|RESET) connected'),
  },
  { scenario: 'overloaded-server', kind: 'ws', speed: 18, net: patient(12_000), life: CALM },
  {
    scenario: 'bad-hotel-wi-fi',
    kind: 'tcp',
    speed: 30,
    net: patient(20_000),
    life: untilGoodbye('connected CONNECTION_RESET connected'),
  },
  {
    scenario: 'nat-timeout',
    kind: 'ws',
    speed: 70,
    net: { heartbeat: { intervalMs: 45_000, replyTimeoutMs: 5000 }, connectTimeoutMs: 60_000 },
    // Its last connection may be forgotten by the end, and hear no goodbye.
    life: /^connected SERVER_SILENT connected( \w+ connected)+/,
  },
  // Nothing comes between the first connection and the goodbye: the kick is one, and nobody comes back.
  { scenario: 'kick', kind: 'tcp', speed: 25, life: CALM },
  { scenario: 'duplicate-login', kind: 'ws', speed: 25, players: 2, net: patient(15_000), life: CALM },
  {
    scenario: 'rolling-restart',
    kind: 'tcp',
    speed: 18,
    players: 40,
    waitsForAll: true,
    net: patient(20_000),
    life: untilGoodbye('connected( CONNECTION_(LOST|RESET) connected){1,4}'),
  },
];

/** Lists what was otherwise than a play is to end. */
const problemsOf = ({ code, text, events }: GalleryEnding, life: RegExp): string[] => {
  const lives = events.map((each) => each.join(' '));
  const hasEndedWell = code === 0 && /Scenario .+ ended as expected after/.test(text);
  return [...(hasEndedWell ? [] : [`exit code ${code}: ${text}`]), ...lives.filter((each) => !life.test(each))];
};

/** How much slower a play is repeated that went wrong: a machine too busy to keep step with the first speed has proven nothing. */
const SLOWER = 5;

describe.concurrent('the gallery on real sockets', { timeout: 120_000 }, () => {
  it.for(PLAYS)('$scenario is played by the command to its end, and the game lives through it', async (play, test) => {
    const fast = problemsOf(await playGallery(test, play), play.life);
    if (fast.length === 0) return;
    const slow = await playGallery(test, { ...play, speed: Math.ceil(play.speed / SLOWER) });
    test.expect(problemsOf(slow, play.life)).toEqual([]);
  });
});

it('every scenario of the gallery is among them', () => {
  const slug = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  expect(PLAYS.map(({ scenario }) => scenario)).toEqual(Object.values(scenarios).map(({ name }) => slug(name)));
});

it('the second login ends the first, which stays away', { timeout: 60_000 }, async (test) => {
  const play: GalleryPlay = { scenario: 'duplicate-login', kind: 'tcp', speed: 25, players: 2, net: patient(30_000) };
  const { text } = await playGallery(test, play);
  expect(text).toMatch(/client 1 offline: kicked[\s\S]*ended as expected[\s\S]*client 2 offline: serverClosed/);
});
