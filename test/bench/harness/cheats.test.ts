import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { measure as measureCodec } from '../suites/codec/workbench.mjs';
import { receive } from '../suites/receive/suite.mjs';
import { measure as measureReceive } from '../suites/receive/workbench.mjs';
import { measureSuites } from './measure.mjs';
import { runJob } from './run-job.mjs';
import type { Job, Suite } from './suite.mjs';
import { Turnstile } from './turnstile.mjs';

const budget = { warmMs: 1, measureMs: 1, passLimitMs: 10_000 };

const job = (module: string, params: Record<string, unknown>, workbench = ''): Job => ({
  workbench,
  module: new URL(module, import.meta.url).href,
  options: {},
  params,
  seed: 7,
  budget,
});

const small = { bodyBytes: 16, chunkBytes: 100, inPlace: false };
const player = (direction: 'encode' | 'decode') => ({ shape: 'player', text: 'chinese', direction });

const receiveWith = (module: string) => measureReceive(job(module, small));
const codecWith = (module: string, direction: 'encode' | 'decode') => measureCodec(job(module, player(direction)));

describe('a contestant of the receive suite', () => {
  const honest = '../suites/receive/contestants/concat-per-chunk.mjs';

  it('gets a figure, and proof of its work that the suite accepts, when it delivers all', async () => {
    const report = await receiveWith(honest);
    if (!('value' in report)) throw new Error(report.skipped);
    expect(report.value).toBeGreaterThan(0);
    expect(receive.verify(small, 7, report)).toBeUndefined();
    expect(receive.verify(small, 7, { ...report, count: report.count - 1 })).toMatch('were sent');
    expect(receive.verify(small, 8, report)).toMatch('checksum');
  });

  it('gets none when it drops messages only while it is timed', async () => {
    await expect(receiveWith('cheats/drops-messages.mjs')).rejects.toThrow(/delivered \d+ of \d+ messages while timed/);
  });

  it('gets none when it delivers again what it remembers', async () => {
    await expect(receiveWith('cheats/replays-first-pass.mjs')).rejects.toThrow(
      'other bytes than were sent while timed',
    );
  });

  it('gets none when a byte in the middle of a message is wrong', async () => {
    await expect(receiveWith('cheats/alters-bytes.mjs')).rejects.toThrow('message 1: not the bytes sent');
  });

  it('gets none, and is not merely skipped, when it is slow and wrong as well', async () => {
    const slow = { ...job('cheats/alters-bytes.mjs', small), budget: { ...budget, passLimitMs: 0 } };
    await expect(measureReceive(slow)).rejects.toThrow('message 1: not the bytes sent');
  });

  it('is skipped, with the reason, when one pass takes longer than the bound', async () => {
    const report = await measureReceive({ ...job(honest, small), budget: { ...budget, passLimitMs: 0 } });
    expect(report).toEqual({ skipped: expect.stringMatching(/^one pass over \d+ messages takes more than 0 ms$/) });
  });
});

describe('a contestant of the codec suite', () => {
  it.each(['encode', 'decode'] as const)('gets a figure when it does %s every value', async (direction) => {
    expect(await codecWith('../suites/codec/contestants/json.mjs', direction)).toMatchObject({
      value: expect.any(Number),
    });
  });

  it('gets none when it gives bytes that it made of an earlier value', async () => {
    await expect(codecWith('cheats/encodes-once.mjs', 'encode')).rejects.toThrow('does not come back as it was');
  });

  it('gets none when it gives values that it decoded earlier', async () => {
    await expect(codecWith('cheats/decodes-by-rote.mjs', 'decode')).rejects.toThrow(
      'decoded other values than were encoded while timed',
    );
  });

  it('gets none when it gives an object that it gave before', async () => {
    await expect(codecWith('cheats/decodes-once.mjs', 'decode')).rejects.toThrow('an object that it gave out before');
  });
});

describe('a process that measures', () => {
  const workbench = (name: string) => new URL(name, import.meta.url).href;
  const aJob = (name: string) => job('cheats/hangs.mjs', {}, workbench(name));

  it('reports the figure of its workbench', async () => {
    const module = '../suites/receive/contestants/concat-per-chunk.mjs';
    const report = await runJob(job(module, small, workbench('../suites/receive/workbench.mjs')));
    expect(report).toMatchObject({ value: expect.any(Number), count: expect.any(Number) });
  }, 60_000);

  it('is started with the flags of its case; who cannot run under them is skipped', async () => {
    const nodeFlags = ['--disallow-code-generation-from-strings'];
    expect(await runJob(aJob('cheats/makes-code.mjs'))).toMatchObject({ value: 1 });
    const report = await runJob(aJob('cheats/makes-code.mjs'), { nodeFlags });
    expect(report).toEqual({ skipped: expect.stringMatching(/^cannot run: Code generation/) });
  }, 60_000);

  it('fails with what it was caught at, its exit code and last words, or its time limit', async () => {
    const cheat = job('cheats/alters-bytes.mjs', small, workbench('../suites/receive/workbench.mjs'));
    const [caught, dead, late] = await Promise.all([
      runJob(cheat),
      runJob(aJob('cheats/dies.mjs')),
      runJob(aJob('cheats/hangs.mjs'), { timeoutMs: 500 }),
    ]);
    expect(caught).toEqual({ failed: 'message 1: not the bytes sent' });
    expect(dead).toEqual({ failed: 'ended with code 3 and no figure: out of luck' });
    expect(late).toEqual({ failed: 'no figure after 500 ms' });
  }, 60_000);

  it('measures while no other does that takes turns with it, whatever becomes of those', async () => {
    const turnstile = new Turnstile();
    const [first, dead, late, second] = await Promise.all([
      runJob(aJob('cheats/works-by-turns.mjs'), { turnstile }),
      runJob(aJob('cheats/dies.mjs'), { turnstile }),
      runJob(aJob('cheats/hangs.mjs'), { turnstile, timeoutMs: 300 }),
      runJob(aJob('cheats/works-by-turns.mjs'), { turnstile }),
    ]);
    expect(dead).toMatchObject({ failed: expect.stringMatching('out of luck') });
    expect(late).toEqual({ failed: 'no figure after 300 ms' });
    const turns = [first, second].map((report) => ('value' in report ? report.detail : undefined) ?? {});
    const times = [0, 1, 2].flatMap((turn) => turns.flatMap((own) => [own[`from ${turn}`], own[`to ${turn}`]]));
    expect(times.every(Number.isInteger)).toBe(true);
    expect(times).toEqual(times.toSorted((a = 0, b = 0) => a - b));
  }, 60_000);
});

describe('a run of suites', () => {
  const suite: Suite = {
    name: 'toy',
    title: 'Toy',
    unit: 'ns',
    better: 'less',
    workbench: new URL('cheats/dies.mjs', import.meta.url),
    cases: [{ name: 'only', params: {} }],
    contestants: ['honest', 'liar', 'slow', 'late liar'].map((name) => ({
      name,
      module: new URL(`toy:${name.replace(' ', '-')}`),
    })),
    verify: (_params, _seed, { count }) => (count === 10 ? undefined : `reports ${count} of 10`),
    charts: [],
  };

  it('keeps figures by round, asks nobody again who was skipped, and takes all figures from who lies once', async () => {
    const asked: string[] = [];
    const answer = async ({ module, seed }: Job) => {
      asked.push(module);
      if (module === 'toy:slow') return { skipped: 'too slow' };
      const lies = module === 'toy:liar' || (module === 'toy:late-liar' && seed === 102);
      return { value: seed, count: lies ? 9 : 10, checksum: 0 };
    };
    const figures = await measureSuites([suite], { rounds: 3, isQuick: false, budget, seed: 100 }, answer);
    expect(figures.toy?.only).toEqual({
      honest: { values: [100, 101, 102] },
      liar: { values: [], failed: 'reports 9 of 10' },
      slow: { values: [], skipped: 'too slow' },
      'late liar': { values: [], failed: 'reports 9 of 10' },
    });
    expect(asked.filter((module) => module === 'toy:slow')).toHaveLength(1);
  });

  it('has all contestants of a case that takes turns up at once, on one core where that is asked for', async () => {
    let running = 0;
    let most = 0;
    const cores = new Set<number | undefined>();
    const answer = async ({ seed }: Job, { core }: { core?: number | undefined } = {}) => {
      cores.add(core);
      most = Math.max(most, ++running);
      await setImmediate();
      running--;
      return { value: seed, count: 10, checksum: 0 };
    };
    const run = (more: object) =>
      measureSuites(
        [{ ...suite, cases: [{ name: 'only', params: {}, ...more }] }],
        { rounds: 2, isQuick: false, budget, seed: 100, core: 1 },
        answer,
      );
    await run({});
    expect([most, ...cores]).toEqual([1, undefined]);
    cores.clear();
    const figures = await run({ takesTurns: true, isOnOneCore: true });
    expect([most, ...cores]).toEqual([4, 1]);
    expect(figures.toy?.only?.honest).toEqual({ values: [100, 101] });
  });

  it('reads figures of a case that is measured with another out of its reports', async () => {
    const tail = { name: 'tail', params: {}, measuredWith: { case: 'only', detail: 'p99' } };
    const both = { ...suite, cases: [...suite.cases, tail] };
    const answer = async ({ module, seed }: Job) => {
      if (module === 'toy:slow') return { skipped: 'too slow' };
      const count = module === 'toy:late-liar' && seed === 101 ? 9 : 10;
      return { value: seed, count, checksum: 0, ...(module !== 'toy:liar' && { detail: { p99: 2 * seed } }) };
    };
    const figures = await measureSuites([both], { rounds: 2, isQuick: false, budget, seed: 100 }, answer);
    expect(figures.toy?.tail).toEqual({
      honest: { values: [200, 202], detail: { p99: 202 } },
      liar: { values: [], failed: 'reports no p99' },
      slow: { values: [], skipped: 'too slow' },
      'late liar': { values: [], failed: 'reports 9 of 10', detail: { p99: 200 } },
    });
  });
});
