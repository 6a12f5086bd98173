// Errors about one field. Nothing here runs on the happy path: a path is put together only while an error unwinds.

import { ProtocolError, type ProtocolErrorCode, UsageError } from '../errors.ts';

/** Describes a value in a few characters, whatever it is. */
const describe = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 24 ? `${value.slice(0, 24)}…` : value);
  return Object(value) === value ? `this ${typeof value}` : String(value);
};

/** Creates the error of a value that is not `expected`, such as `an int`. */
export const badValue = (value: unknown, expected: string): UsageError =>
  new UsageError('BAD_VALUE', `${describe(value)} is not ${expected}`);

/** Refuses a type that is defined wrongly with `BAD_MESSAGE_TYPE`. */
export const refuseType = (problem: string): never => {
  throw new UsageError('BAD_MESSAGE_TYPE', problem);
};

/**
 * Gives the same error again with `segment` put before its path; `.name` and `[3]` are segments, and so is a message's name.
 * Errors of other classes are given back as they are.
 */
export const atPath = (error: unknown, segment: string): unknown => {
  if (!(error instanceof ProtocolError || error instanceof UsageError)) return error;
  const { code, message, cause, path: inner = '' } = error;
  const path = segment + inner;
  const detail = message.slice(code.length + 3 + shown(inner).length);
  const Class = error.constructor as typeof ProtocolError;
  return Object.assign(new Class(code as ProtocolErrorCode, shown(path) + detail, cause), { path });
};

const shown = (path: string): string => path && `${path.replace(/^\./, '')}: `;
