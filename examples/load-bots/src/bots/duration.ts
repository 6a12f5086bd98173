const MS_PER_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads a duration such as `600ms`, `10s`, `2m` or `1h`; a bare number means seconds. `undefined` when it is none. */
export const parseDuration = (text: string): number | undefined => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const ms = Number(match[1]) * (MS_PER_UNIT[(match[2] ?? 's').toLowerCase()] ?? 1000);
  return Number.isFinite(ms) ? ms : undefined;
};

/** How much time lies between the beginnings of two turns: drawn evenly from `meanMs - spreadMs` to `meanMs + spreadMs`. */
export interface Pace {
  readonly meanMs: number;
  readonly spreadMs: number;
}

/** Reads a pace such as `500ms`, `500ms±200ms` or, for keyboards without the sign, `500ms+-200ms`. `undefined` when it is none. */
export const parsePace = (text: string): Pace | undefined => {
  const [mean = '', spread = '0', ...rest] = text.split(/±|\+-/);
  const meanMs = parseDuration(mean);
  const spreadMs = parseDuration(spread);
  if (meanMs === undefined || spreadMs === undefined || rest.length > 0 || spreadMs > meanMs) return undefined;
  return { meanMs, spreadMs };
};

/** Draws how long after this turn the next begins. */
export const drawPauseMs = ({ meanMs, spreadMs }: Pace, random: () => number): number =>
  meanMs + (2 * random() - 1) * spreadMs;
