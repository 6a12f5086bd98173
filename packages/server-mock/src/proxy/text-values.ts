const MS_PER_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const BYTES_PER_UNIT: Readonly<Record<string, number>> = { b: 1, kb: 1000, mb: 1e6, kib: 1024, mib: 1_048_576 };

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/i;
const SPREAD = /^([^±+]+)(?:±|\+-|\+\/-)([^±+]+)$/;
const BYTES = /^(\d+(?:\.\d+)?)([km]i?b|b)?$/i;
const CHANCE = /^(\d+(?:\.\d+)?)(%)?$/;

/** Reads milliseconds from `100`, `100ms`, `1.5s`, `2m` or `1h`; undefined when it is none. */
export const readMs = (text: string): number | undefined => scale(DURATION.exec(text), MS_PER_UNIT);

/** Reads bytes from `512`, `512B`, `16kB`, `1MiB`; undefined when it is none. */
export const readBytes = (text: string): number | undefined => scale(BYTES.exec(text), BYTES_PER_UNIT);

/** Reads bytes that are marked as such, so that they cannot be meant as milliseconds; undefined when they are not. */
export const readMarkedBytes = (text: string): number | undefined => (/b$/i.test(text) ? readBytes(text) : undefined);

/** Reads a chance from `0.5` or `50%`; undefined when it is none. */
export const readChance = (text: string): number | undefined => {
  const match = CHANCE.exec(text);
  if (match === null) return undefined;
  return match[2] === undefined ? Number(match[1]) : Number(match[1]) / 100;
};

/** Reads a whole number; undefined when it is none. */
export const readWhole = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);

/** Reads milliseconds and how far they vary from `100±20`, also written `100+-20`; undefined when it is none. */
export const readSpread = (text: string): { readonly ms: number; readonly jitterMs: number } | undefined => {
  const [, middle = text, width = '0'] = SPREAD.exec(text) ?? [];
  const [ms, jitterMs] = [readMs(middle.trim()), readMs(width.trim())];
  return ms === undefined || jitterMs === undefined ? undefined : { ms, jitterMs };
};

const scale = (match: RegExpExecArray | null, units: Readonly<Record<string, number>>): number | undefined =>
  match === null ? undefined : Number(match[1]) * (units[(match[2] ?? '').toLowerCase()] ?? 1);
