import { UsageError } from '@netmgr/client/protocol';
import { parseDuration } from '../time/duration.ts';

/** A duration: `'5s'`, `'250ms'`, `'2m'`, `'1h'`, or a number of milliseconds. */
export type Span = number | `${number}${'ms' | 's' | 'm' | 'h'}`;

/** Reads a span as milliseconds. Throws UsageError BAD_VALUE when it is none. */
export const toMs = (span: Span): number => {
  const ms = typeof span === 'number' ? span : parseDuration(String(span));
  if (ms !== undefined && Number.isFinite(ms) && ms >= 0) return ms;
  throw new UsageError(
    'BAD_VALUE',
    `a duration is written as '5s' or '250ms', or is a number from 0 up, not ${String(span)}`,
  );
};
