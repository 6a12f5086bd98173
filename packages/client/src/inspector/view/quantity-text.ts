/** Writes a count in four characters or so: 87, 1.2k, 34M. */
export const countText = (count: number): string => {
  if (count < 1000) return count < 10 && count % 1 !== 0 ? count.toFixed(1) : String(Math.round(count));
  const [value, unit] = count < 999_500 ? [count / 1000, 'k'] : [count / 1_000_000, 'M'];
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)}${unit}`;
};

/** Writes a number of bytes: 87 B, 1.2 kB, 34 MB. */
export const bytesText = (bytes: number): string => {
  const text = countText(bytes);
  const unit = /[kM]$/.exec(text)?.[0] ?? '';
  return `${unit === '' ? Math.round(bytes) : text.slice(0, -1)} ${unit}B`;
};

/** Writes milliseconds: 0.4 ms, 23 ms. */
export const msText = (ms: number | undefined): string =>
  ms === undefined ? '–' : `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms`;

/** Writes a time in seconds, to the millisecond. */
export const timeText = (ms: number): string => (ms / 1000).toFixed(3);
