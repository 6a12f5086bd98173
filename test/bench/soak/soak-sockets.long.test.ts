import { createSystemClock } from '@netmgr/client';
import { MockServer } from '@netmgr/server-mock/node';
import { expect, it } from 'vitest';
import { createHeapMeter, growthOf, type HeapSample } from './heap-trend.ts';
import { MESSAGES, REMEMBERED, SoakCrowd } from './soak-crowd.ts';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 600);
const SAMPLES = 120;
/** Sockets hold more or less at a moment, and clients too: those of a drop just now wait to dial. */
const MAX_GROWTH = 1024 * 1024;

it(`keeps its heap through ${SECONDS} s on real sockets, with drops, faults and clients that come and go`, async () => {
  const server = await MockServer.listen({
    messages: MESSAGES,
    tcpPort: 0,
    webSocketPort: 0,
    seed: 12,
    maxRecorded: 100,
  });
  const { ws, tcp } = server.urls;
  const crowd = new SoakCrowd({
    clock: createSystemClock(),
    server,
    random: server.random,
    optionsOf: (i) => ({ url: i % 2 === 0 ? ws : tcp }),
  });
  const measure = createHeapMeter();
  const samples: HeapSample[] = [];
  crowd.start();
  while (crowd.tally.arrivals < 1.2 * REMEMBERED) await new Promise((resolve) => setTimeout(resolve, 1000));
  const start = performance.now();
  for (let i = 0; i < SAMPLES; i++) {
    await new Promise((resolve) => setTimeout(resolve, (SECONDS * 1000) / SAMPLES));
    samples.push({ at: performance.now() - start, bytes: await measure() });
  }
  const { tally } = crowd;
  const growth = growthOf(samples);

  expect(await crowd.stop()).toBe(0);
  await server.close();
  console.log(`${JSON.stringify(tally)}, the heap grew by ${Math.round(growth)} bytes`);
  expect(server.openLinks).toBe(0);
  expect(tally.heard).toBeGreaterThan(SECONDS * 50);
  expect(tally.answered).toBeGreaterThan(SECONDS * 10);
  expect(tally.reconnects).toBeGreaterThan(SECONDS / 10);
  expect(tally.lives).toBeGreaterThan(20 + SECONDS / 100);
  expect(growth).toBeLessThan(MAX_GROWTH);
});
