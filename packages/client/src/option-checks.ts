import { UsageError } from './errors.ts';

/**
 * What an option may be, its default first: a number with the least and, unless there is none, the largest; one of some words; or `true`
 * and `false`.
 */
export type OptionRule<T> = [T] extends [number]
  ? readonly [byDefault: T, min: number, max?: number]
  : [T] extends [boolean]
    ? readonly [byDefault: T]
    : readonly [byDefault: T, ...others: T[]];

/** The rules of a group of options, by name. */
export type OptionRules<T> = { readonly [K in keyof T]: OptionRule<T[K]> };

/** The longest delay that host timers take; a longer one would fire at once. */
export const MAX_DELAY_MS: number = 2 ** 31 - 1;

/** The largest value of a number that has no limit. */
export const UNLIMITED: number = Number.POSITIVE_INFINITY;

const bad = (name: string, value: unknown, wanted: string): UsageError =>
  new UsageError(
    'BAD_OPTION',
    `${name} is ${typeof value === 'object' && value ? 'an object' : String(value)}, not ${wanted}`,
  );

/** Throws what `detail` says unless `condition` holds. */
export function checkThat(condition: boolean, detail: string): asserts condition {
  if (!condition) throw new UsageError('BAD_OPTION', detail);
}

/** Gives `value` back when it is a number from `min` to `max`. Like every check here, it throws `BAD_OPTION`, naming the option, when it is not. */
export const checkNumber = (name: string, value: number, min: number, max: number = UNLIMITED): number => {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw bad(name, value, `a number from ${min} to ${max}`);
};

/** What switches may be. */
export const YES_OR_NO = [true, false] as const;

/** Gives `value` back when it is one of `allowed`. */
export const checkOneOf = <T extends string | boolean>(name: string, value: T, allowed: readonly T[]): T => {
  if (allowed.includes(value)) return value;
  throw bad(name, value, `one of ${allowed.join(', ')}`);
};

/** Gives `value` back when it can be called, or is `undefined`. */
export const checkFunction = <T>(name: string, value: T): T => {
  if (value !== undefined) checkCallback(name, value);
  return value;
};

/** Throws when `value` cannot be called. */
export const checkCallback = (name: string, value: unknown): void => {
  if (typeof value !== 'function') throw bad(name, value, 'a function');
};

/** Fills the gaps of an object of options with `defaults`, and refuses names that are none of theirs, such as a misspelt one. */
export const withDefaults = <T extends object>(name: string, given: object | undefined, defaults: T): T => {
  if (given === undefined) return defaults;
  if (typeof given !== 'object' || given === null) throw bad(name, given, 'an object of options');
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(defaults, key));
  if (unknown !== undefined)
    throw bad(`${name}.${unknown}`, 'set', `an option; there are ${Object.keys(defaults).join(', ')}`);
  return { ...defaults, ...given };
};

/** Takes what `rules` name out of `given`. What is `undefined` there is as its default says, but not in a group, where it is a slip. */
export const readOptions = <T extends object>(given: object, rules: OptionRules<T>, prefix = ''): T => {
  const values: Record<string, unknown> = {};
  for (const [key, rule] of Object.entries<readonly never[]>(rules as never)) {
    const [byDefault, min, max] = rule as readonly unknown[] as readonly [unknown, number, number?];
    const name = prefix + key;
    const givenValue = (given as Record<string, unknown>)[key];
    const value = givenValue === undefined && prefix === '' ? byDefault : givenValue;
    if (typeof byDefault === 'number') checkNumber(name, value as number, min, max);
    else checkOneOf(name, value as never, typeof byDefault === 'string' ? rule : (YES_OR_NO as never));
    values[key] = value;
  }
  return values as T;
};

/** Takes the group `name` out of an object of its own, in which no other names are allowed. */
export const readGroup = <T extends object>(name: string, given: object | undefined, rules: OptionRules<T>): T =>
  readOptions(withDefaults(name, given, readOptions({}, rules)), rules, `${name}.`);
