import { UsageError } from '@netmgr/client/protocol';

/** What a number must be. */
export interface NumberRule {
  /** The smallest that is allowed. */
  readonly min: number;
  /** The largest that is allowed. @default Infinity, which itself is not allowed */
  readonly max?: number;
  /** Allows fractions. @default true */
  readonly isWhole?: boolean;
}

/** Checks a number of a fault and returns it. Throws UsageError BAD_OPTION naming it, such as `latency: ms must be …`. */
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
  throw badSetting(name, `${kind} from ${min} ${max === Number.POSITIVE_INFINITY ? 'up' : `to ${max}`}`, value);
};

/** Checks a word and returns it. Throws UsageError BAD_OPTION. */
export const checkWord = <Word extends string>(name: string, value: unknown, allowed: readonly Word[]): Word => {
  const word = allowed.find((each) => each === value);
  if (word !== undefined) return word;
  throw badSetting(name, `one of ${allowed.join(', ')}`, value);
};

/** Makes the error of a setting that is wrong. */
export const badSetting = (name: string, wanted: string, seen: unknown): UsageError =>
  new UsageError(
    'BAD_OPTION',
    `${name} must be ${wanted}, not ${typeof seen === 'string' ? `'${seen}'` : String(seen)}`,
  );
