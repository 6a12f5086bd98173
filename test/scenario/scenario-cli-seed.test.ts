import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runMockCommand } from '../support/mock-command.ts';
import { dialTcp, type RawPeer, until } from '../support/mock-world.ts';

const DICE = fileURLToPath(new URL('dice.scenario.mjs', import.meta.url));
const PLAYERS = 8;
/** The first frame of the scenario, 8 bytes of head and 200 of body, and the second one. */
const FIRST_HEX = 2 * 208;
const BOTH_HEX = FIRST_HEX + 2 * 18;
/** A frame of id 1001 without a body: the answer to the first one. */
const ANSWER = 'e903000000000000';

/** What the dice of a run decided: what steps said, and what each of the players heard, in the order in which they joined. */
interface Decisions {
  readonly steps: readonly string[];
  readonly heard: readonly string[];
}

/** Plays the dice scenario by the command against players on real TCP sockets. */
const play = async (seed: number): Promise<Decisions> => {
  const args = ['--tcp-port', '0', '--no-heartbeat-reply', '--scenario', DICE, '--seed', `${seed}`];
  const command = runMockCommand(...args);
  const [, port] = await command.printed(/tcp:\S+:(\d+)\n/);
  const players: RawPeer[] = [];
  for (let number = 1; number <= PLAYERS; number++) {
    players.push(await dialTcp(Number(port)));
    await command.printed(new RegExp(`\\+ client ${number} online`));
  }
  await until('all have heard the first frame', () => players.every(({ heard }) => heard.length >= FIRST_HEX));
  for (const player of players) player.send(ANSWER);
  expect(await command.ended(), command.text()).toBe(0);
  await until('all have seen the end', () => players.every(({ ending }) => ending !== undefined));
  const steps = command
    .text()
    .split('\n')
    .filter((line) => /^ +\d/.test(line));
  return {
    // When it happened, to the millisecond, is not for the seed to say.
    steps: steps.map((line) => line.trim().replace(/^[\d.]+ m?s +/, '')),
    heard: players.map(({ heard }) => heard.slice(0, BOTH_HEX)),
  };
};

it('a seed repeats every decision of a run on real sockets, and another seed decides otherwise', {
  timeout: 60_000,
}, async () => {
  const [first, again, other] = [await play(7), await play(7), await play(8)];
  expect(again).toEqual(first);
  const lengths = (decisions: Decisions): number[] => decisions.heard.map((hex) => hex.length);
  for (const run of [first, other]) {
    expect(new Set(run.heard).size, 'each connection has flips of its own').toBe(PLAYERS);
    expect(new Set(lengths(run)), 'some are hit, some are not').toEqual(new Set([FIRST_HEX, BOTH_HEX]));
  }
  expect(other.steps).not.toEqual(first.steps);
  expect(lengths(other), 'others are hit').not.toEqual(lengths(first));
  expect(other.heard.some((hex) => first.heard.includes(hex))).toBe(false);
});
