import { describe, expect, it } from 'vitest';
import type { Job } from '../../harness/suite.mjs';
import { endToEnd } from './suite.mjs';
import { measure } from './workbench.mjs';
import { checksumOf, createBodies, Ledger } from './workload.mjs';

const PATIENCE_MS = 60_000;

const job = (params: Record<string, unknown>, options: Record<string, unknown> = {}): Job => ({
  workbench: '',
  module: new URL('cheats/bare-client.mjs', import.meta.url).href,
  options,
  params: { shape: 'raw', wire: 'tcp', ...params },
  seed: 7,
  budget: { warmMs: 1, measureMs: 5, passLimitMs: 200 },
});

const streaming = { task: 'stream', perTick: 10 };
const stream = (cheat?: string) => measure(job(streaming, { cheat }));
const ping = (cheat?: string) => measure(job({ task: 'ping' }, { cheat }));

const measured = async (measuring: ReturnType<typeof measure>) => {
  const report = await measuring;
  if (!('value' in report)) throw new Error(report.skipped);
  return report;
};

describe('a ledger', () => {
  it.each([[[63]], [[7, 63]], [[4]], [[31, 35]]])('adds up every bit of every message: %j', (altered) => {
    const count = 3000;
    const ledger = new Ledger('server');
    const bodies = createBodies(7);
    for (let i = 0; i < count; i++) {
      const body = Buffer.from(bodies[i % bodies.length] ?? '');
      body.writeInt32LE(i, 0);
      for (const at of altered) body.writeUInt8(body.readUInt8(at) ^ 0x80, at);
      ledger.body(body, 0, body.length);
    }
    expect([ledger.complaint, ledger.count]).toEqual([undefined, count]);
    expect(ledger.checksum).not.toBe(checksumOf('raw', 7, count));
  });
});

describe('a contestant of the end-to-end suite', () => {
  it(
    'gets figures, and proof of its work that the suite accepts, when its server sees all',
    async () => {
      const report = await measured(stream());
      expect(report.value).toBeGreaterThan(0);
      expect(report.detail?.clientNs).toBeGreaterThan(0);
      const { params } = job(streaming);
      expect(endToEnd.verify(params, 7, report)).toBeUndefined();
      expect(endToEnd.verify(params, 8, report)).toMatch('checksum');
      expect(endToEnd.verify(params, 7, { ...report, count: report.count - 1 })).toMatch('were sent');
    },
    PATIENCE_MS,
  );

  it(
    'gets the times of its pings when each comes back as it was',
    async () => {
      const { value, count, detail } = await measured(ping());
      const samples = detail?.samples ?? 0;
      expect(samples).toBeGreaterThan(0);
      expect(samples).toBeLessThanOrEqual(500);
      expect(count).toBeGreaterThan(samples);
      expect(count).toBeLessThanOrEqual(1150 + samples);
      expect(value).toBeLessThanOrEqual(detail?.p99 ?? 0);
    },
    PATIENCE_MS,
  );

  it.each([{ task: 'ping' }, { task: 'stream', perTick: 10 }])(
    'is measured in as many turns as the case has: $task',
    async (params) => {
      let turns = 0;
      const report = await measured(
        measure(job({ ...params, turns: 3 }), async () => {
          turns++;
        }),
      );
      expect(turns).toBe(3);
      expect(endToEnd.verify(job(params).params, 7, report)).toBeUndefined();
    },
    PATIENCE_MS,
  );

  it.each([
    ['drops a message', () => stream('drops'), 'the server received message 100 in place of 99'],
    ['sends one twice in place of another', () => stream('repeats'), 'the server received message 98 in place of 99'],
    ['hears another reply than the next', () => ping('alters replies'), 'the client received message 0 in place of 1'],
    ['loses a ping', () => ping('drops'), /no reply after message 100$/],
  ])(
    'gets none when it %s',
    async (_name, cheating, complaint) => {
      await expect(cheating()).rejects.toThrow(complaint);
    },
    PATIENCE_MS,
  );

  it(
    'gets none when a byte is not the one that was to be sent',
    async () => {
      const report = await measured(stream('alters'));
      expect(endToEnd.verify(job(streaming).params, 7, report)).toMatch("the server's checksum is");
    },
    PATIENCE_MS,
  );
});
