// What a message leaves to the garbage collector, held to a budget. No clock is read: the same code allocates the same bytes.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SOURCES } from '../../../support/sources.ts';
import { COUNTING_FLAGS } from './count-bytes.mjs';

/** Bytes for each message, all included; of what a handler is given, the PlayerMsg itself takes 112. */
const BUDGET = {
  receive: { schema: 240, 'by hand': 220, raw: 440 },
  // Nothing but the message's own 31 bytes in the batch.
  send: { schema: 40, 'by hand': 40, raw: 40 },
  /** A heartbeat and its reply, with the two timers of the clock. */
  beat: { idle: 180 },
};

/** The profiler draws samples, though nearly all, and so may be a little off. */
const SAMPLED = 1.05;

const folder = mkdtempSync(join(tmpdir(), 'netmgr-allocation-'));
const program = join(folder, 'count.mjs');

const SOURCE = `
  import { countBytes } from './count-bytes.mjs';
  import { BATCH, expectedOf } from './batch.mjs';
  import { createBeating, createReceiving, createSending } from './hot-path.mjs';
  import { byHand, bySchema } from './player.mjs';
  import { profileBytes } from './profile-bytes.mjs';

  const [direction, kind] = process.argv.slice(2);
  const type = { schema: bySchema, 'by hand': byHand }[kind];
  const path = await { receive: createReceiving, send: createSending, beat: createBeating }[direction](type);
  const counted = countBytes(path.pass);
  const profiled = profileBytes(path.pass);
  const expected = expectedOf(counted.passes + profiled.passes);
  console.log(JSON.stringify({ bytes: counted.bytes / BATCH, onHeap: profiled.bytes / BATCH, by: profiled.by, done: path.done(), expected }));
  process.exit();
`;

beforeAll(async () => {
  await build({
    stdin: { contents: SOURCE, resolveDir: import.meta.dirname },
    outfile: program,
    alias: SOURCES,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

const rows = (['receive', 'send', 'beat'] as const).flatMap((direction) =>
  Object.entries(BUDGET[direction]).map(([kind, budget]) => ({ direction, kind, budget })),
);

describe('a message', () => {
  it('is weighed alike by what the heap grows and by the heap profiler, which names who allocates', () => {
    const { stdout } = spawnSync(process.execPath, [...COUNTING_FLAGS, program, 'receive', 'schema'], {
      encoding: 'utf8',
    });
    const { bytes, onHeap, by } = JSON.parse(stdout);
    expect(onHeap / bytes).toBeGreaterThan(0.8);
    expect(onHeap / bytes).toBeLessThan(1.2);
    expect(Object.keys(by)).toContain('read');
  }, 90_000);

  it.each(rows)(
    'of kind $kind leaves no more than $budget bytes to the garbage collector: $direction',
    { timeout: 90_000 },
    (row) => {
      const { stdout, stderr } = spawnSync(process.execPath, [...COUNTING_FLAGS, program, row.direction, row.kind], {
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect(stderr).toBe('');
      const { bytes, onHeap, by, done, expected } = JSON.parse(stdout);
      expect(done.messages).toBe(expected.messages);
      expect(bytes).toBeLessThanOrEqual(row.budget);
      expect(bytes).toBeGreaterThan(0);
      // Who allocates, when it is too much.
      expect(onHeap, JSON.stringify(by)).toBeLessThanOrEqual(row.budget * SAMPLED);
    },
  );
});
