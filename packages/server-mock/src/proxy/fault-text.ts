// Faults as people write them: `latency=100±20 down client 3`. First the kind, with its numbers behind `=`; then, in any order,
// words that say whom it hits and when.

import { UsageError } from '@netmgr/client/protocol';
import { badOption } from '../check-option.ts';
import type { Fault, FaultDirection } from '../fault/fault.ts';
import { checkHasClient, resolveFaultOptions } from '../fault/resolve-fault-options.ts';
import { FAULT_KINDS } from './fault-kinds.ts';
import { readChance, readMs, readWhole } from './text-values.ts';

/** Whom a fault hits and when. */
export interface FaultTextOptions {
  readonly direction?: FaultDirection;
  readonly client?: number;
  readonly probability?: number;
  readonly afterMs?: number;
  readonly durationMs?: number;
}

/** A fault that was written, and how to add it. */
export interface WrittenFault {
  readonly fault: Fault;
  readonly options: FaultTextOptions;
}

/** How the words behind a fault are written. */
export const FAULT_WORDS_USAGE = '[up|down|both] [client 3] [chance 50%] [after 2s] [for 10s]';

/** Reads a fault such as `latency=100±20 up client 3`. Throws UsageError BAD_OPTION that says in one line what is wrong. */
export const parseFaultText = (text: string): WrittenFault => {
  const [head = '', ...words] = joinLists(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(head) ?? [];
  const fault = readFault(name, value);
  const options = readOptions(words);
  const { client, ...when } = options;
  resolveFaultOptions(fault, when);
  if (client !== undefined) checkHasClient(fault, 'client', client);
  return { fault, options };
};

/** Lets blanks stand around `±` and behind commas. */
const joinLists = (text: string): string => text.replace(/\s*(±|\+\/?-|,|=)\s*/g, '$1');

const readFault = (name: string, value: string | undefined): Fault => {
  const plain = name.replaceAll(/[-_]/g, '').toLowerCase();
  const [, kind] = Object.entries(FAULT_KINDS).find(([each]) => each.toLowerCase() === plain) ?? [];
  if (kind === undefined) {
    throw new UsageError('BAD_OPTION', `there is no fault '${name}'; there are ${Object.keys(FAULT_KINDS).join(', ')}`);
  }
  const fault = kind.read(value === undefined ? [] : value.split(','));
  if (fault !== undefined) return fault;
  throw new UsageError(
    'BAD_OPTION',
    `'${name}${value === undefined ? '' : `=${value}`}' is not understood; write ${kind.usage}`,
  );
};

const readOptions = (words: readonly string[]): FaultTextOptions => {
  let options: FaultTextOptions = {};
  for (let at = 0; at < words.length; ) {
    const word = words[at++]!;
    const more = isDirection(word) ? { direction: word } : readSetting(word, words[at++]);
    const twice = Object.keys(more).find((name) => name in options);
    if (twice !== undefined) {
      throw new UsageError('BAD_OPTION', `'${word}' is one too many; behind a fault may stand ${FAULT_WORDS_USAGE}`);
    }
    options = { ...options, ...more };
  }
  return options;
};

const isDirection = (word: string): word is FaultDirection => word === 'up' || word === 'down' || word === 'both';

const readSetting = (word: string, text: string | undefined): FaultTextOptions => {
  if (word === 'client')
    return { client: need(word, 'a number such as 3', text, (of) => readWhole(of.replace('#', ''))) };
  if (word === 'chance') return { probability: need(word, 'a chance such as 50% or 0.5', text, readChance) };
  if (word === 'after') return { afterMs: need(word, 'a duration such as 2s', text, readMs) };
  if (word === 'for') return { durationMs: need(word, 'a duration such as 10s', text, readMs) };
  throw new UsageError('BAD_OPTION', `'${word}' is not understood; behind a fault may stand ${FAULT_WORDS_USAGE}`);
};

const need = (
  word: string,
  wanted: string,
  text: string | undefined,
  read: (text: string) => number | undefined,
): number => {
  const value = text === undefined ? undefined : read(text);
  if (value === undefined) throw badOption(`'${word}'`, `followed by ${wanted}`, text ?? 'nothing');
  return value;
};
