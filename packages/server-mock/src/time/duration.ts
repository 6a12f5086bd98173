const MS_PER_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads a duration such as `600ms`, `10s`, `2m` or `1h`; a bare number means seconds. `undefined` when it is none. */
export const parseDuration = (text: string): number | undefined => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const ms = Number(match[1]) * (MS_PER_UNIT[(match[2] ?? 's').toLowerCase()] ?? 1000);
  return Number.isFinite(ms) ? ms : undefined;
};

/** Writes a duration for people: `850 ms`, `12.3 s`, `4 min 5 s`, `2 h 10 min`. */
export const formatDuration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1000);
  if (ms < 3_600_000) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
};
