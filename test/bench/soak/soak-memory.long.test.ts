import { createMemoryServer, VirtualClock } from '@netmgr/server-mock';
import { expect, it } from 'vitest';
import { createHeapMeter, growthOf, type HeapSample } from './heap-trend.ts';
import { MESSAGES, REMEMBERED, SoakCrowd } from './soak-crowd.ts';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 600);
const SAMPLES = 120;
/** Optimised code and the shapes it knows still come during hours; an object for each of tens of thousands of reconnects would be more. */
const MAX_GROWTH = 1024 * 1024;

it(`keeps its heap through ${SECONDS} s of hurried virtual time, with drops, faults and clients that come and go`, async () => {
  const clock = new VirtualClock();
  const server = createMemoryServer({ clock, messages: MESSAGES, seed: 11, maxRecorded: 100 });
  const crowd = new SoakCrowd({
    clock,
    server,
    random: server.random,
    optionsOf: () => ({ transport: server.transport }),
  });
  const measure = createHeapMeter();
  const samples: HeapSample[] = [];
  crowd.start();
  while (crowd.tally.arrivals < 1.2 * REMEMBERED) await clock.advance(10_000);
  const start = performance.now();
  for (let i = 0; i < SAMPLES; i++) {
    do await clock.advance(2000);
    while (performance.now() - start < (SECONDS * 1000 * (i + 1)) / SAMPLES);
    samples.push({ at: clock.now(), bytes: await measure() });
  }
  const { tally } = crowd;
  const growth = growthOf(samples);

  const stopping = crowd.stop();
  await clock.advance(10_000);
  expect(await stopping).toBe(0);
  console.log(
    `${Math.round(clock.now() / 60_000)} virtual minutes, ${JSON.stringify(tally)}, the heap grew by ${Math.round(growth)} bytes`,
  );
  expect(tally.heard).toBeGreaterThan(SECONDS * 200);
  expect(tally.answered).toBeGreaterThan(SECONDS * 40);
  expect(tally.reconnects).toBeGreaterThan(SECONDS / 2);
  expect(tally.lives).toBeGreaterThan(20 + SECONDS / 100);
  expect(growth).toBeLessThan(MAX_GROWTH);
});
