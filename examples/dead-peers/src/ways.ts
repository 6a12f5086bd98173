import type { Way } from './stage.ts';
import { asks } from './ways/asks.ts';
import { both } from './ways/both.ts';
import { fin, quit, reset } from './ways/endings.ts';
import { goodbye } from './ways/goodbye.ts';
import { halfOpenLink } from './ways/half-open.ts';
import { idle } from './ways/idle.ts';
import { idleOnly } from './ways/idle-only.ts';
import { keepalive } from './ways/keepalive.ts';
import { stoppedProcess } from './ways/stopped-process.ts';

/** The catalogue, in the order in which it is told. */
export const WAYS: readonly Way[] = [
  idle,
  asks,
  both,
  idleOnly,
  goodbye,
  quit,
  fin,
  reset,
  halfOpenLink,
  stoppedProcess,
  keepalive,
];

/** Finds the ways of these names, or all of them. Throws an Error for the user at a name that there is not. */
export const chooseWays = (names: readonly string[]): readonly Way[] => {
  if (names.length === 0) return WAYS;
  return names.map((name) => {
    const way = WAYS.find((each) => each.name === name);
    if (way !== undefined) return way;
    throw new Error(`there is no way '${name}'; there are ${WAYS.map((each) => each.name).join(', ')}`);
  });
};
