import { expect, it } from 'vitest';
import { seedParameters } from '../support/seed.ts';
import { checkWorlds } from './check.ts';
import { readDiagram } from './watcher.ts';

it('keeps every promise of its life cycle, whatever the game, the server, the network and time do', async () => {
  const arrows = await checkWorlds({ runs: 500, maxOperations: 40, ...seedParameters() });

  // A simulation that does not go everywhere proves nothing of where it has not been.
  expect([...arrows].sort()).toEqual([...readDiagram()].sort());
}, 60_000);
