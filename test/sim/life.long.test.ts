import { expect, it } from 'vitest';
import { checkWorlds } from './check.ts';
import { readDiagram } from './watcher.ts';

const SEED = Number(process.env.SEED ?? Math.trunc(Math.random() * 2 ** 31));
const RUNS = Number(process.env.RUNS ?? 20_000);

it(`keeps every promise of its life cycle in ${RUNS} short lives (SEED=${SEED})`, async () => {
  const arrows = await checkWorlds({ runs: RUNS, maxOperations: 50, seed: SEED });
  expect([...arrows].sort()).toEqual([...readDiagram()].sort());
});

it(`keeps every promise of its life cycle in long lives (SEED=${SEED})`, async () => {
  const arrows = await checkWorlds({ runs: Math.ceil(RUNS / 40), maxOperations: 1500, seed: SEED });
  expect(arrows.size).toBeGreaterThan(0);
});
