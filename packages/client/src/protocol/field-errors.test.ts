import { describe, expect, it } from 'vitest';
import { ConnectionError, ProtocolError, UsageError } from '../errors.ts';
import { atPath } from './field-errors.ts';

describe('atPath', () => {
  it('puts a path together from the inside out', () => {
    const cause = new Error('why');
    let error: unknown = new ProtocolError('BODY_TOO_SHORT', '12 bytes declared, 3 remain', cause);
    for (const segment of ['.name', '[3]', '.players', 'StateMsg']) error = atPath(error, segment);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({
      message: '[BODY_TOO_SHORT] StateMsg.players[3].name: 12 bytes declared, 3 remain',
      code: 'BODY_TOO_SHORT',
      path: 'StateMsg.players[3].name',
      cause,
    });
  });

  it('keeps the class of the error and needs no message name', () => {
    const error = atPath(new UsageError('BAD_VALUE', '"5" is not an int'), '.lev');
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toBe('UsageError: [BAD_VALUE] lev: "5" is not an int');
  });

  it('leaves other errors alone', () => {
    for (const error of [new Error('x'), undefined, 'text', new ConnectionError('CLOSED', 'y')]) {
      expect(atPath(error, '.name')).toBe(error);
    }
  });
});
