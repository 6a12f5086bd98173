import { describe, expect, it } from 'vitest';
import { runJob } from '../../harness/run-job.mjs';
import { scale } from './suite.mjs';

const PATIENCE_MS = 60_000;
const params = { clients: 20, intervalMs: 50 };

/** In a process of its own, as nobody closes the clients. */
const measured = (module: string) =>
  runJob({
    workbench: new URL('workbench.mjs', import.meta.url).href,
    module: new URL(module, import.meta.url).href,
    options: {},
    params,
    seed: 7,
    budget: { warmMs: 1, measureMs: 1, passLimitMs: 1000 },
  });

describe('a contestant of the scale suite', () => {
  it(
    'gets its figures, and proof that the suite accepts, when every client beats',
    async () => {
      const report = await measured('contestants/net.mjs');
      if (!('value' in report)) throw new Error(JSON.stringify(report));
      expect(report.detail?.cpuPerBeat).toBeGreaterThan(0);
      expect(scale.verify(params, 7, report)).toBeUndefined();
      expect(scale.verify(params, 7, { ...report, count: 19 })).toBe('19 of 20 clients were heard beating');
      expect(scale.verify(params, 7, { ...report, checksum: 1 })).toMatch('1 heartbeats were heard');
    },
    PATIENCE_MS,
  );

  it(
    'gets none when a client leaves',
    async () => {
      expect(await measured('cheats/one-leaves.mjs')).toEqual({ failed: '119 of 120 clients are online' });
    },
    PATIENCE_MS,
  );
});
