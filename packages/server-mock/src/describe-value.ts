import { escapeControls } from './escape-controls.ts';

const MAX_TEXT_LENGTH = 200;
const MAX_SHOWN_BYTES = 16;

/** Writes a message on one short line for people, in which no character is more than text. Never throws. */
export const describeValue = (value: unknown): string => {
  try {
    return escapeControls(shorten(JSON.stringify(value, readable) ?? String(value), MAX_TEXT_LENGTH));
  } catch {
    return '(cannot be shown)';
  }
};

/** Writes bytes as hex for people, the first 16 of them. */
export const describeBytes = (bytes: Uint8Array): string => {
  const shown = Array.from(bytes.subarray(0, MAX_SHOWN_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const rest = bytes.length > MAX_SHOWN_BYTES ? ` … (${bytes.length} bytes)` : '';
  return `<${shown}${rest}>`;
};

const readable = (_key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Uint8Array) return describeBytes(value);
  if (value instanceof Map) return [...value];
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
};

const shorten = (text: string, maxLength: number): string =>
  text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
