import { describe, expect, it } from 'vitest';
import type { Job } from '../../harness/suite.mjs';
import { broadcast } from './suite.mjs';
import { measure } from './workbench.mjs';

const PATIENCE_MS = 60_000;
const params = { clients: 3 };

const job = (module: string): Job => ({
  workbench: '',
  module: new URL(module, import.meta.url).href,
  options: {},
  params,
  seed: 7,
  budget: { warmMs: 1, measureMs: 1, passLimitMs: 1000 },
});

describe('a contestant of the broadcast suite', () => {
  it(
    'gets a figure, and proof that the suite accepts, when every client hears all',
    async () => {
      const report = await measure(job('contestants/ws.mjs'));
      if (!('value' in report)) throw new Error(report.skipped);
      expect(report.value).toBeGreaterThan(0);
      expect(broadcast.verify(params, 7, report)).toBeUndefined();
      expect(broadcast.verify(params, 7, { ...report, count: report.count - 1 })).toMatch('were heard');
    },
    PATIENCE_MS,
  );

  it(
    'gets none when one client hears a broadcast twice and another not at all',
    async () => {
      await expect(measure(job('cheats/says-twice.mjs'))).rejects.toThrow('a client heard broadcast 1 behind 1');
    },
    PATIENCE_MS,
  );
});
