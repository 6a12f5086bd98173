/** Writes a duration: `840 ms`, `2.4 s`; a dash when there is none. */
export const formatMs = (ms: number | undefined): string => {
  if (ms === undefined) return '–';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
};

/** Writes a short duration with as many digits as are worth reading: `0.6`, `4.2`, `38`. */
export const formatRtt = (ms: number | undefined): string => {
  if (ms === undefined) return '–';
  return ms < 10 ? ms.toFixed(1) : String(Math.round(ms));
};

/** Writes a duration in seconds with one digit, never below zero: `0.8 s`. */
export const formatSeconds = (ms: number): string => `${(Math.max(0, ms) / 1000).toFixed(1)} s`;

/** Writes a number of bytes: `812 B`, `64.1 kB`. */
export const formatBytes = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(2)} MB`;
};

/** Writes the time since the page began: `0:07.4`. */
export const formatClock = (ms: number): string => {
  const seconds = ms / 1000;
  return `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(1).padStart(4, '0')}`;
};

/** Writes a colour of 24 bits as CSS does. */
export const cssColor = (color: number): string => `#${(color & 0xffffff).toString(16).padStart(6, '0')}`;
