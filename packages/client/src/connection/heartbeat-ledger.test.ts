import { describe, expect, it } from 'vitest';
import { HeartbeatLedger } from './heartbeat-ledger.ts';

describe('HeartbeatLedger', () => {
  it('takes a heartbeat that comes while one of ours waits for its reply, and measures the round trip', () => {
    const ledger = new HeartbeatLedger(true);
    ledger.sent(1000);
    expect(ledger.received(1042)).toEqual({ is: 'reply', rttMs: 42 });
  });

  it('takes a heartbeat out of the blue for the server asking', () => {
    const ledger = new HeartbeatLedger(true);
    expect(ledger.received(1000)).toEqual({ is: 'ask' });
  });

  it('measures nothing from the replies to two heartbeats that were on the way together', () => {
    const ledger = new HeartbeatLedger(true);
    ledger.sent(1000);
    ledger.sent(2000);
    expect(ledger.received(2010)).toEqual({ is: 'reply', rttMs: undefined });
    expect(ledger.received(2020)).toEqual({ is: 'reply', rttMs: undefined });
    ledger.sent(3000);
    expect(ledger.received(3005)).toEqual({ is: 'reply', rttMs: 5 });
  });

  it('measures nothing once the server asks too, because an ask that crosses looks like a reply', () => {
    const ledger = new HeartbeatLedger(true);
    ledger.received(1000);
    ledger.sent(2000);
    expect(ledger.received(2001)).toEqual({ is: 'reply', rttMs: undefined });
  });

  it('does not answer the echo of its own answer', () => {
    const ledger = new HeartbeatLedger(true);
    expect(ledger.received(1000)).toEqual({ is: 'ask' });
    expect(ledger.received(1030)).toEqual({ is: 'echo' });
    expect(ledger.received(2000)).toEqual({ is: 'ask' });
  });

  it('takes every heartbeat for a question when no reply is expected', () => {
    const ledger = new HeartbeatLedger(false);
    ledger.sent(1000);
    expect(ledger.received(1100)).toEqual({ is: 'ask' });
  });
});
