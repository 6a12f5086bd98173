import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEVER } from '../clock.ts';
import { Heartbeats } from './heartbeats.ts';

const policy = { intervalMs: 2000, replyTimeoutMs: 4000, when: 'always', expectReply: true } as const;

describe('the silence behind heartbeats', () => {
  it('finds a server alive that sent a byte since the heartbeat', () => {
    const liveness = new Heartbeats(policy);
    liveness.sent(0, 100);
    expect(liveness.judge(2000, 0, 101)).toBeUndefined();
  });

  it('suspects at half the deadline and declares dead at its end', () => {
    const liveness = new Heartbeats(policy);
    liveness.sent(0, 100);
    expect(liveness.judge(2000, 0, 100)).toEqual({ is: 'suspect', ms: 2000 });
    expect(liveness.judge(4000, 0, 100)).toEqual({ is: 'dead', waitedMs: 4000 });
  });

  it('suspects once only', () => {
    const liveness = new Heartbeats(policy);
    liveness.sent(0, 100);
    liveness.judge(2000, 0, 100);
    expect(liveness.judge(3000, 0, 100)).toEqual({ is: 'wait', ms: 1000 });
  });

  it('counts the deadline from the oldest heartbeat with no byte behind it', () => {
    const liveness = new Heartbeats(policy);
    liveness.sent(0, 100);
    liveness.sent(2000, 100);
    expect(liveness.judge(4000, 0, 100)).toEqual({ is: 'dead', waitedMs: 4000 });
  });

  it('starts the deadline anew with the first heartbeat after a byte', () => {
    const liveness = new Heartbeats(policy);
    liveness.sent(0, 100);
    liveness.sent(2000, 150);
    expect(liveness.judge(2000, 0, 150)).toEqual({ is: 'wait', ms: 2000 });
    expect(liveness.judge(4000, 0, 150)).toEqual({ is: 'suspect', ms: 2000 });
  });

  it('concludes nothing from a timer that ran late by more than half the deadline', () => {
    const liveness = new Heartbeats(policy);
    liveness.sent(0, 100);
    expect(liveness.judge(60_000, 58_000, 100)).toEqual({ is: 'void' });
  });

  it('concludes nothing below one second of lateness when the deadline is short', () => {
    const liveness = new Heartbeats({ ...policy, replyTimeoutMs: 500 });
    liveness.sent(0, 100);
    expect(liveness.judge(1200, 950, 100)).toEqual({ is: 'dead', waitedMs: 1200 });
    liveness.forgive();
    liveness.sent(2000, 100);
    expect(liveness.judge(3260, 1010, 100)).toEqual({ is: 'void' });
  });

  it('declares a server dead whose silence outlasts two late verdicts, so that late timers cannot hide a death', () => {
    const liveness = new Heartbeats(policy);
    const verdicts = [60_000, 120_000, 180_000].map((now) => {
      liveness.forgive();
      liveness.sent(now - 60_000, 100);
      return liveness.judge(now, 58_000, 100)?.is;
    });
    expect(verdicts).toEqual(['void', 'void', 'dead']);
  });

  it('forgets late verdicts when a byte came between them', () => {
    const liveness = new Heartbeats(policy);
    const verdicts = [1, 2, 3, 4].map((minute) => {
      liveness.forgive();
      liveness.sent(minute * 60_000, minute);
      return liveness.judge((minute + 1) * 60_000, 58_000, minute)?.is;
    });
    expect(verdicts).toEqual(['void', 'void', 'void', 'void']);
  });

  it('gives a full deadline after a wake, and concludes nothing from a timer that is older than it', () => {
    const liveness = new Heartbeats(policy);
    liveness.sent(0, 100);
    liveness.excuse();
    liveness.sent(3900, 100);
    expect(liveness.judge(4000, 0, 100)).toEqual({ is: 'wait', ms: 1900 });
    expect(liveness.judge(5000, 5000, 100)).toEqual({ is: 'wait', ms: 900 });
    expect(liveness.judge(5900, 0, 100)).toEqual({ is: 'suspect', ms: 2000 });
    expect(liveness.judge(7900, 0, 100)).toEqual({ is: 'dead', waitedMs: 4000 });
  });

  it('excuses two silences with no byte between, so that a player who comes and goes cannot hide a death', () => {
    const liveness = new Heartbeats(policy);
    for (const now of [0, 3000, 6000, 9000]) {
      liveness.excuse();
      liveness.sent(now, 100);
    }
    expect(liveness.judge(10_000, 0, 100)).toEqual({ is: 'dead', waitedMs: 4000 });
  });

  it('excuses silences anew once a byte came', () => {
    const liveness = new Heartbeats(policy);
    for (let bytesIn = 0; bytesIn < 6; bytesIn++) {
      liveness.excuse();
      liveness.sent(bytesIn * 3000, bytesIn);
    }
    liveness.excuse();
    liveness.sent(18_000, 5);
    expect(liveness.judge(19_500, 0, 5)).toEqual({ is: 'wait', ms: 500 });
  });

  it('welcomes a heartbeat out of turn, in idle mode only after the first exchange', () => {
    expect(new Heartbeats(policy).mayAsk(NEVER)).toBe(true);
    const idle = new Heartbeats({ ...policy, when: 'idle' });
    expect([idle.mayAsk(NEVER), idle.mayAsk(1)]).toEqual([false, true]);
  });

  it('asks at every interval, whatever the traffic', () => {
    expect(new Heartbeats(policy).untilProbeMs(5000, 4999)).toBe(0);
  });

  it('spares heartbeats in idle mode while both directions carry traffic', () => {
    const liveness = new Heartbeats({ ...policy, when: 'idle' });
    expect(liveness.untilProbeMs(5000, 4500)).toBe(1500);
    expect(liveness.untilProbeMs(5000, 2000)).toBe(0);
  });

  it('spares heartbeats in idle mode before the first exchange', () => {
    const liveness = new Heartbeats({ ...policy, when: 'idle' });
    expect(liveness.untilProbeMs(50_000, NEVER)).toBe(2000);
  });

  it('never detects later than interval plus deadline, whatever the traffic before', () => {
    const bytesAt = fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 40 });
    fc.assert(
      fc.property(
        bytesAt,
        fc.integer({ min: 100, max: 5000 }),
        fc.integer({ min: 2, max: 5000 }),
        (times, intervalMs, replyTimeoutMs) => {
          const heard = times.toSorted((a, b) => a - b);
          const detectedAt = simulate(heard, { intervalMs, replyTimeoutMs: replyTimeoutMs * 2, when: 'always' });
          const diedAt = heard.at(-1) ?? 0;
          expect(detectedAt - diedAt).toBeLessThanOrEqual(intervalMs + replyTimeoutMs * 2);
        },
      ),
    );
  });

  it('never detects later than interval plus three deadlines, however often the host wakes', () => {
    const policies = fc.record({
      intervalMs: fc.integer({ min: 100, max: 5000 }),
      replyTimeoutMs: fc.integer({ min: 1, max: 2500 }).map((half) => half * 2),
      when: fc.constant('always' as const),
    });
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10_000 }), { maxLength: 10 }),
        fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 60, maxLength: 60 }),
        policies,
        (times, gaps, { intervalMs, replyTimeoutMs, when }) => {
          const heard = times.toSorted((a, b) => a - b);
          let at = 0;
          const wakes = gaps.map((gap) => (at += gap));
          const detectedAt = simulate(heard, { intervalMs, replyTimeoutMs, when }, wakes);
          expect(detectedAt - (heard.at(-1) ?? 0)).toBeLessThanOrEqual(intervalMs + 3 * replyTimeoutMs);
        },
      ),
    );
  });
});

/** Runs the two timers and the wakes as the machine does, in whole milliseconds, and tells when the server is declared dead. */
function simulate(
  heard: readonly number[],
  simulated: { intervalMs: number; replyTimeoutMs: number; when: 'always' },
  wakes: readonly number[] = [],
): number {
  const liveness = new Heartbeats({ ...simulated, expectReply: true });
  const wakesLeft = [...wakes];
  let nextBeat = simulated.intervalMs;
  let nextJudge = Number.POSITIVE_INFINITY;
  for (;;) {
    const now = Math.min(nextBeat, nextJudge, ...wakesLeft.slice(0, 1));
    const bytesIn = heard.filter((at) => at <= now).length;
    if (now === wakesLeft[0]) {
      wakesLeft.shift();
      liveness.excuse();
      nextBeat = now;
    }
    if (now === nextBeat) {
      liveness.sent(now, bytesIn);
      nextBeat += simulated.intervalMs;
      if (nextJudge === Number.POSITIVE_INFINITY) nextJudge = now + simulated.replyTimeoutMs / 2;
      continue;
    }
    const verdict = liveness.judge(now, 0, bytesIn);
    if (verdict?.is === 'dead') return now;
    nextJudge = verdict && 'ms' in verdict ? now + verdict.ms : Number.POSITIVE_INFINITY;
  }
}
