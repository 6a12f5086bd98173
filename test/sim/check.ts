import fc from 'fast-check';
import { operation, worldOptions } from './arbitraries.ts';
import type { Operation } from './operations.ts';
import { World } from './world.ts';

/** How many worlds are tried, how long each lives, and from which seed; without one, fast-check draws its own. */
export interface CheckOptions {
  readonly runs: number;
  readonly maxOperations: number;
  readonly seed?: number;
}

/** Most stories begin with a connection, since little happens without one. */
const OPENINGS: readonly (readonly Operation[])[] = [
  [{ do: 'connect' }, { do: 'advance', ms: 0 }],
  [{ do: 'connect' }, { do: 'turns', count: 2 }],
  [{ do: 'connect' }],
  [],
];

/** Lets worlds live, and fails with the shortest story that breaks a promise. Gives the arrows of the state diagram that were gone along. */
export const checkWorlds = async ({ runs, maxOperations, seed }: CheckOptions): Promise<ReadonlySet<string>> => {
  const arrows = new Set<string>();
  const operations = fc
    .tuple(fc.constantFrom(...OPENINGS), fc.array(operation, { maxLength: maxOperations, size: 'max' }))
    .map(([opening, rest]): readonly Operation[] => [...opening, ...rest]);
  const property = fc.asyncProperty(worldOptions, operations, fc.boolean(), async (options, steps, heals) => {
    const world = new World(options);
    for (const step of steps) await world.perform(step);
    if (heals) await world.heal();
    await world.finish();
    for (const arrow of world.arrows) arrows.add(arrow);
    if (world.complaints.length > 0) throw new Error(world.complaints.slice(0, 12).join('\n'));
  });
  // The timeout tells which story hangs; a run takes milliseconds.
  await fc.assert(property, { numRuns: runs, timeout: 20_000, ...(seed !== undefined && { seed }) });
  return arrows;
};
