import { ConnectionError } from '@netmgr/client/node';
import { describe, expect, it } from 'vitest';
import type { FleetStatus } from '../bots/fleet.ts';
import { createReport, describeReport, type Limits, type Report } from './report.ts';
import { Tally } from './tally.ts';

const STATUS: FleetStatus = {
  waiting: 0,
  connecting: 0,
  online: 0,
  reconnecting: 0,
  gone: 2,
  begun: 2,
  messagesOut: 300,
  messagesIn: 200,
  reconnects: 1,
};

const reportOf = (tally: Tally, limits: Limits = {}): Report =>
  createReport({
    target: 'ws://127.0.0.1:1',
    script: 'echo',
    measures: 'requests',
    bots: 2,
    elapsedMs: 10_000,
    status: STATUS,
    tally,
    limits,
  });

const createTally = (): Tally => {
  const tally = new Tally();
  tally.connected(3);
  for (let ms = 1; ms <= 100; ms++) tally.replied(ms + 5, ms);
  return tally;
};

describe('createReport', () => {
  it('holds limits up to their very value, and breaks them beyond', () => {
    const tally = createTally();
    const holds = reportOf(tally, { p50: 60, max: 110, errors: 0 });
    expect(holds.limits.map((verdict) => verdict.holds)).toEqual([true, true, true]);
    expect(holds.passed).toBe(true);
    const broken = reportOf(tally, { p50: 60, p99: 100 });
    expect(broken.limits.map(({ name, holds: does }) => [name, does])).toEqual([
      ['p50', true],
      ['p99', false],
    ]);
    expect(broken.passed).toBe(false);
  });

  it('counts errors of every code against the limit', () => {
    const tally = createTally();
    tally.failed('REQUEST_TIMEOUT', new ConnectionError('REQUEST_TIMEOUT', 'no reply'));
    tally.failed('SCRIPT_FAILED', 'oh');
    expect(reportOf(tally, { errors: 2 }).passed).toBe(true);
    expect(reportOf(tally, { errors: 1 }).passed).toBe(false);
  });

  it('breaks a limit by which nothing could be measured', () => {
    const tally = new Tally();
    tally.connected(1);
    expect(reportOf(tally).passed).toBe(true);
    expect(reportOf(tally, { p99: 1000 }).passed).toBe(false);
  });

  it('fails a run in which no bot was ever online', () => {
    expect(reportOf(new Tally()).passed).toBe(false);
  });

  it('fails a run in which nothing was answered of what was asked, and says so', () => {
    const tally = new Tally();
    tally.connected(1);
    tally.waitedInVain(1000);
    const report = reportOf(tally);
    expect(report.passed).toBe(false);
    expect(describeReport(report)).toMatch(/failed +nothing was ever answered/);
    tally.replied(5, 5);
    expect(reportOf(tally).passed).toBe(true);
  });
});

describe('describeReport', () => {
  it('shows latency from the plan and service time from the send, rates, errors and verdicts', () => {
    const tally = createTally();
    const error = new ConnectionError('REQUEST_TIMEOUT', 'no reply to EchoMsg within 1000 ms');
    tally.failed('REQUEST_TIMEOUT', error);
    tally.failed('REQUEST_TIMEOUT', error);
    const text = describeReport(reportOf(tally, { p99: 100, errors: 2 }));
    expect(text).toMatch(/p50 +p90 +p99 +p99\.9 +max +count/);
    expect(text).toMatch(/latency +55\.\d ms +95\.\d ms +104 ms +105 ms +105 ms +100/);
    expect(text).toMatch(/service time +50\.\d ms +90\.\d ms +99\.\d ms +100 ms +100 ms +100/);
    expect(text).toMatch(/messages +300 out \(30\/s\), 200 in \(20\/s\)/);
    expect(text).toMatch(/errors +2 REQUEST_TIMEOUT: no reply to EchoMsg within 1000 ms/);
    expect(text).toMatch(/BROKEN +p99: 104 ms, at most 100 ms/);
    expect(text).toMatch(/holds +errors: 2, at most 2/);
    expect(text).not.toContain('this machine');
  });

  it('shows a limit as it was given', () => {
    expect(describeReport(reportOf(createTally(), { p99: 0.001 }))).toMatch(/BROKEN +p99: 104 ms, at most 0\.001 ms/);
  });

  it('counts one bot as one', () => {
    const report = { ...reportOf(createTally()), bots: 1, begun: 1 };
    expect(describeReport(report)).toMatch(/^\n1 bot, script echo, /);
  });

  it('says how many had begun when the ramp was longer than the run', () => {
    expect(describeReport({ ...reportOf(createTally()), bots: 5 })).toMatch(/ramp +2 of 5 bots had begun at the end/);
    expect(describeReport(reportOf(createTally()))).not.toContain('ramp');
  });

  it('warns when this machine began turns late', () => {
    const tally = createTally();
    for (let turn = 0; turn < 50; turn++) tally.turn(40);
    expect(describeReport(reportOf(tally))).toMatch(/this machine +began turns late, p99 40\.\d ms/);
  });
});
