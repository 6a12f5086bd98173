import { describe, expect, it } from 'vitest';
import { dropErrorOf, saysRestart } from './drop-error.ts';
import { ConnectionError, ProtocolError } from './errors.ts';
import type { TransportCloseInfo } from './transport/transport.ts';

/** The row of the table that an end falls into: code, and whether it is dialled again by default. */
const rowOf = (info: TransportCloseInfo, opened = true): [string, boolean] => {
  const error = dropErrorOf(info, opened);
  return [error.code, error instanceof ConnectionError && error.retryable];
};

describe('dropErrorOf', () => {
  it('calls what never opened a failed dial, however it ended', () => {
    for (const how of ['failed', 'fin', 'reset'] as const) {
      expect(rowOf({ how, code: 1008 }, false)).toEqual(['CONNECT_FAILED', true]);
    }
    expect(rowOf({ how: 'failed' })).toEqual(['CONNECT_FAILED', true]);
  });

  it('tells a FIN from a RST', () => {
    expect(rowOf({ how: 'fin' })).toEqual(['CONNECTION_LOST', true]);
    expect(rowOf({ how: 'reset' })).toEqual(['CONNECTION_RESET', true]);
    expect(rowOf({ how: 'reset', code: 1006 })).toEqual(['CONNECTION_RESET', true]);
  });

  it('dials again after a close code that does not mean this client', () => {
    for (const code of [1000, 1001, 1005, 1006, 1011, 1012, 1013, 1014, 1015, 3000, 3999, 5000]) {
      expect(rowOf({ how: 'fin', code })).toEqual(['CONNECTION_LOST', true]);
    }
  });

  it('is refused by a close code that says what was sent will never do, and by private ones', () => {
    for (const code of [1002, 1003, 1007, 1008, 1009, 1010, 4000, 4321, 4999]) {
      expect(rowOf({ how: 'fin', code })).toEqual(['SERVER_REFUSED', false]);
    }
  });

  it('makes a text message a breach of the protocol', () => {
    const error = dropErrorOf({ how: 'text', detail: '5 characters' }, true);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error.message).toBe('[TEXT_MESSAGE] the server sent a text message: 5 characters');
  });

  it('carries what the host said, its error and the close code', () => {
    const cause = new Error('ECONNRESET');
    const error = dropErrorOf({ how: 'reset', detail: 'read ECONNRESET', cause, code: 1006 }, true);
    expect(error).toMatchObject({
      message: '[CONNECTION_RESET] the connection broke: read ECONNRESET',
      cause,
      closeCode: 1006,
    });
    expect(dropErrorOf({ how: 'fin' }, true).message).toBe('[CONNECTION_LOST] the server closed without a Quit');
    expect(dropErrorOf({ how: 'fin', code: 1011 }, true).message).toContain('with code 1011');
  });
});

describe('saysRestart', () => {
  it('is close code 1012 alone', () => {
    expect(saysRestart(dropErrorOf({ how: 'fin', code: 1012 }, true))).toBe(true);
    for (const code of [1000, 1001, 1011, 1013])
      expect(saysRestart(dropErrorOf({ how: 'fin', code }, true))).toBe(false);
    expect(saysRestart(dropErrorOf({ how: 'text' }, true))).toBe(false);
  });
});
