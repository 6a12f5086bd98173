import { describe, expect, it } from 'vitest';
import { NEVER } from '../clock.ts';
import { type HeartbeatPolicy, Heartbeats } from './heartbeats.ts';

const policy: HeartbeatPolicy = { intervalMs: 2000, replyTimeoutMs: 4000, when: 'always', expectReply: true };

describe('Heartbeats', () => {
  it('pairs a heartbeat with its reply, and judges the silence behind it', () => {
    const heartbeats = new Heartbeats(policy);
    heartbeats.sent(2000, 0);
    expect(heartbeats.judge(4000, 0, 0)).toEqual({ is: 'suspect', ms: 2000 });
    expect(heartbeats.received(4500)).toBe(2500);
    expect(heartbeats.judge(6000, 0, 8)).toBeUndefined();
  });

  it('judges a server that says nothing dead, and gives a full deadline after being forgiving', () => {
    const heartbeats = new Heartbeats(policy);
    heartbeats.sent(2000, 0);
    expect(heartbeats.judge(6000, 0, 0)).toEqual({ is: 'dead', waitedMs: 4000 });
    heartbeats.forgive();
    expect(heartbeats.judge(6000, 0, 0)).toBeUndefined();
    heartbeats.sent(7000, 0);
    expect(heartbeats.judge(9000, 0, 0)).toEqual({ is: 'suspect', ms: 2000 });
  });

  it('gives a full deadline after a wake, and says whether a heartbeat out of turn is welcome', () => {
    const heartbeats = new Heartbeats(policy);
    heartbeats.sent(2000, 0);
    heartbeats.excuse();
    heartbeats.sent(5900, 0);
    expect(heartbeats.judge(6000, 0, 0)).toEqual({ is: 'wait', ms: 1900 });
    expect(heartbeats.mayAsk(NEVER)).toBe(true);
    expect(new Heartbeats(undefined).mayAsk(1)).toBe(false);
  });

  it('takes what comes for a question where no reply is expected', () => {
    const heartbeats = new Heartbeats({ ...policy, expectReply: false });
    heartbeats.sent(2000, 0);
    expect(heartbeats.received(2010)).toBe('ask');
  });

  it('says when the next one is due', () => {
    expect(new Heartbeats(policy).untilProbeMs(5000, 4000)).toBe(0);
    expect(new Heartbeats({ ...policy, when: 'idle' }).untilProbeMs(5000, 4000)).toBe(1000);
  });

  it('concludes nothing without a policy, and answers the server all the same', () => {
    const heartbeats = new Heartbeats(undefined);
    heartbeats.forgive();
    expect(heartbeats.judge(1e9, 0, 0)).toBeUndefined();
    expect(heartbeats.untilProbeMs(1e9, NEVER)).toBe(0);
    expect(heartbeats.received(1e9)).toBe('ask');
  });
});

describe('the pairs of heartbeats and replies', () => {
  it('takes a heartbeat that comes while one of ours waits for its reply, and measures the round trip', () => {
    const heartbeats = new Heartbeats(policy);
    heartbeats.sent(1000, 0);
    expect(heartbeats.received(1042)).toBe(42);
  });

  it('takes a heartbeat out of the blue for the server asking', () => {
    const heartbeats = new Heartbeats(policy);
    expect(heartbeats.received(1000)).toBe('ask');
  });

  it('measures nothing from the replies to two heartbeats that were on the way together', () => {
    const heartbeats = new Heartbeats(policy);
    heartbeats.sent(1000, 0);
    heartbeats.sent(2000, 0);
    expect(heartbeats.received(2010)).toBe(undefined);
    expect(heartbeats.received(2020)).toBe(undefined);
    heartbeats.sent(3000, 0);
    expect(heartbeats.received(3005)).toBe(5);
  });

  it('measures nothing once the server asks too, because an ask that crosses looks like a reply', () => {
    const heartbeats = new Heartbeats(policy);
    heartbeats.received(1000);
    heartbeats.sent(2000, 0);
    expect(heartbeats.received(2001)).toBe(undefined);
  });

  it('does not answer the echo of its own answer', () => {
    const heartbeats = new Heartbeats(policy);
    expect(heartbeats.received(1000)).toBe('ask');
    expect(heartbeats.received(1030)).toBe('echo');
    expect(heartbeats.received(2000)).toBe('ask');
  });

  it('answers the first question on a clock that is still below zero', () => {
    const heartbeats = new Heartbeats(policy);
    expect(heartbeats.received(-1_000_000)).toBe('ask');
    expect(heartbeats.received(-999_990)).toBe('echo');
  });

  it('takes every heartbeat for a question when no reply is expected', () => {
    const heartbeats = new Heartbeats({ ...policy, expectReply: false });
    heartbeats.sent(1000, 0);
    expect(heartbeats.received(1100)).toBe('ask');
  });
});
