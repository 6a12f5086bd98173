import { badOption } from '../check-option.ts';
import { parseDuration } from '../time/duration.ts';

/** A duration: `'5s'`, `'250ms'`, `'2m'`, `'1h'`, or a number of milliseconds. */
export type Span = number | `${number}${'ms' | 's' | 'm' | 'h'}`;

/** Reads a span as milliseconds. Throws UsageError BAD_OPTION, naming it, when it is none or shorter than `minMs`. */
export const toMs = (name: string, span: Span, minMs = 0): number => {
  const ms = typeof span === 'number' ? span : readText(span);
  if (ms !== undefined && Number.isFinite(ms) && ms >= minMs) return ms;
  throw badOption(name, `a duration such as '5s' or '250ms', or milliseconds, from ${minMs} up`, span);
};

/** A bare number in quotes could be meant as seconds or as milliseconds. */
const readText = (span: unknown): number | undefined =>
  typeof span === 'string' && /[a-z]$/i.test(span) ? parseDuration(span) : undefined;
