// What every option is checked with, so that all that is wrong is answered alike: BAD_OPTION, the option's name, what it must be, and
// what it is. `null` is no gap; only `undefined` is.

import type { Clock } from '@netmgr/client';
import { UsageError } from '@netmgr/client/protocol';
import { describeValue } from './describe-value.ts';

/** What a number must be. */
export interface NumberRule {
  /** The smallest that is allowed; -Infinity, which itself is not allowed, for any. */
  readonly min: number;
  /** The largest that is allowed. @default Infinity, which itself is not allowed */
  readonly max?: number;
  /** Allows no fractions. @default false */
  readonly isWhole?: boolean;
}

/** Makes the error of an option that is wrong. */
export const badOption = (name: string, wanted: string, seen: unknown): UsageError =>
  new UsageError('BAD_OPTION', `${name} must be ${wanted}, not ${describeSeen(seen)}`);

/** Checks a number and returns it. Throws UsageError BAD_OPTION naming it, such as `latency: ms must be …`. */
export const checkNumber = (name: string, value: unknown, rule: NumberRule): number => {
  const { min, max = Number.POSITIVE_INFINITY, isWhole = false } = rule;
  const isGood =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= min &&
    value <= max &&
    (!isWhole || Number.isSafeInteger(value));
  if (isGood) return value;
  const kind = isWhole ? 'a whole number' : 'a number';
  const upTo = max === Number.POSITIVE_INFINITY ? 'up' : `to ${max}`;
  throw badOption(name, min === Number.NEGATIVE_INFINITY ? kind : `${kind} from ${min} ${upTo}`, value);
};

/** Checks a word and returns it. Throws UsageError BAD_OPTION. */
export const checkWord = <Word extends string>(name: string, value: unknown, allowed: readonly Word[]): Word => {
  const word = allowed.find((each) => each === value);
  if (word !== undefined) return word;
  throw badOption(name, `one of ${allowed.join(', ')}`, value);
};

/** Checks that a value is true or false. Throws UsageError BAD_OPTION. */
export const checkBoolean = (name: string, value: unknown): boolean => {
  if (typeof value === 'boolean') return value;
  throw badOption(name, 'true or false', value);
};

/** Checks that a value can be called. Throws UsageError BAD_OPTION. */
export const checkFunction = (name: string, value: unknown): void => {
  if (typeof value !== 'function') throw badOption(name, 'a function', value);
};

/** Checks that a value is a text. Throws UsageError BAD_OPTION. */
export const checkText = (name: string, value: unknown): void => {
  if (typeof value !== 'string') throw badOption(name, 'a text', value);
};

/** Checks that a value tells the time and keeps timers, and returns it. Throws UsageError BAD_OPTION. */
export const checkClock = <Timer extends Clock>(name: string, clock: Timer | undefined): Timer => {
  if (typeof clock?.now === 'function' && typeof clock.after === 'function') return clock;
  throw badOption(name, 'a Clock with now() and after()', clock);
};

/**
 * Checks that a value is an object of options without unknown names, and returns it; `undefined` stands for one without any.
 * `owner` names it in the UsageError BAD_OPTION, as do the names of options that are none of its own.
 */
export const checkOptions = <Options extends object>(
  owner: string,
  options: Options | undefined,
  names: readonly string[],
): Options => {
  const given = checkObject(owner, options);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return given;
  const known = names.length === 0 ? 'it takes none' : `there are ${names.join(', ')}`;
  throw new UsageError('BAD_OPTION', `${owner} has no option '${unknown}'; ${known}`);
};

/** Checks that a value is an object of options, whatever their names, and returns it; `undefined` stands for one without any. */
export const checkObject = <Options extends object>(owner: string, options: Options | undefined): Options => {
  const given: unknown = options === undefined ? {} : options;
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Options;
  throw badOption(`${owner}: the options`, 'an object', given);
};

const describeSeen = (seen: unknown): string => {
  if (typeof seen === 'string') return `'${seen}'`;
  if (typeof seen === 'function') return 'a function';
  return typeof seen === 'object' && seen !== null ? describeValue(seen) : String(seen);
};
