// UTF-8, strict both ways: what is not well-formed is refused on reading and becomes U+FFFD on writing, as TextEncoder does it.
// The loops need nothing of the host and win for short strings; the host's own coder wins for long ones, where there is one.

/** Writes `text` into `bytes` from `at` and returns the position behind it. The caller has made room. */
export type Utf8Write = (bytes: Uint8Array, at: number, text: string) => number;

/** Reads `bytes` from `at` to `end`, or gives `undefined` when they are not UTF-8. */
export type Utf8Read = (bytes: Uint8Array, at: number, end: number) => string | undefined;

/** Up to here the loops are faster than the host, both ways. */
export const SHORT_STRING = 24;

const fromCode = String.fromCharCode;

/** Writes in a loop that needs nothing of the host. */
export const writeUtf8: Utf8Write = (bytes, at, text) => {
  for (let i = 0; i < text.length; i++) {
    let code = text.codePointAt(i)!;
    if (code < 0x80) {
      bytes[at++] = code;
      continue;
    }
    if (code < 0x800) bytes[at++] = 0xc0 | (code >> 6);
    else {
      if (code > 0xffff) {
        i++;
        bytes[at++] = 0xf0 | (code >> 18);
        bytes[at++] = 0x80 | ((code >> 12) & 63);
      } else {
        if (code >> 11 === 27) code = 0xfffd;
        bytes[at++] = 0xe0 | (code >> 12);
      }
      bytes[at++] = 0x80 | ((code >> 6) & 63);
    }
    bytes[at++] = 0x80 | (code & 63);
  }
  return at;
};

/** Writes a short text. Most of those in games are names and keys in ASCII: two letters at a time, and one look behind the loop. */
export const writeShort: Utf8Write = (bytes, at, text) => {
  const { length } = text;
  let i = length & 1;
  let all = i && text.charCodeAt(0);
  if (i) bytes[at] = all;
  for (; i < length; i += 2) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    all |= a | b;
    bytes[at + i] = a;
    bytes[at + i + 1] = b;
  }
  return all > 0x7f ? writeUtf8(bytes, at, text) : at + length;
};

/**
 * Reads in a loop that needs nothing of the host; ASCII by one call for up to twelve letters, as each call and each joining of pieces costs more
 * than they do.
 */
export const readUtf8: Utf8Read = (bytes, at, end) => {
  const start = at;
  let text = '';
  let all = 0;
  if ((end - at) & 1) {
    all = bytes[at++]!;
    text = fromCode(all);
  }
  for (; at < end; at += 12) {
    const left = end - at;
    const a = bytes[at]!;
    const b = bytes[at + 1]!;
    all |= a | b;
    if (left === 2) return all > 0x7f ? readMixed(bytes, start, end) : text + fromCode(a, b);
    const c = bytes[at + 2]!;
    const d = bytes[at + 3]!;
    all |= c | d;
    if (left === 4) return all > 0x7f ? readMixed(bytes, start, end) : text + fromCode(a, b, c, d);
    const e = bytes[at + 4]!;
    const f = bytes[at + 5]!;
    all |= e | f;
    if (left === 6) return all > 0x7f ? readMixed(bytes, start, end) : text + fromCode(a, b, c, d, e, f);
    const g = bytes[at + 6]!;
    const h = bytes[at + 7]!;
    all |= g | h;
    if (left === 8) return all > 0x7f ? readMixed(bytes, start, end) : text + fromCode(a, b, c, d, e, f, g, h);
    const i = bytes[at + 8]!;
    const j = bytes[at + 9]!;
    all |= i | j;
    if (left === 10) return all > 0x7f ? readMixed(bytes, start, end) : text + fromCode(a, b, c, d, e, f, g, h, i, j);
    const k = bytes[at + 10]!;
    const l = bytes[at + 11]!;
    all |= k | l;
    if (all > 0x7f) break;
    text += fromCode(a, b, c, d, e, f, g, h, i, j, k, l);
  }
  return all > 0x7f ? readMixed(bytes, start, end) : text;
};

/** Reads one character at a time. */
const readMixed: Utf8Read = (bytes, at, end) => {
  let text = '';
  while (at < end) {
    const lead = bytes[at++]!;
    if (lead < 0x80) {
      text += fromCode(lead);
      continue;
    }
    const more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    if (lead < 0xc2 || lead > 0xf4 || at + more > end) return undefined;
    let code = lead & (63 >> more);
    for (const stop = at + more; at < stop; at++) {
      const next = bytes[at]!;
      if ((next & 0xc0) !== 0x80) return undefined;
      code = (code << 6) | (next & 63);
    }
    // Longer than needed, a surrogate, or beyond the last code point.
    if (code >> (5 * more + 1) === 0 || code >> 11 === 27 || code > 0x10ffff) return undefined;
    text += String.fromCodePoint(code);
  }
  return text;
};

/** Finds the fastest way to write long strings in this runtime: its TextEncoder, which in Node is as fast as Buffer, or the loop. */
export const findUtf8Write = (): Utf8Write => {
  const encoder = typeof TextEncoder === 'function' ? new TextEncoder() : undefined;
  if (!encoder?.encodeInto) return writeUtf8;
  return (bytes, at, text) => at + encoder.encodeInto(text, bytes.subarray(at)).written;
};

/** Finds the fastest strict way to read long strings in this runtime: its TextDecoder when that can be strict, or the loop. */
export const findUtf8Read = (): Utf8Read => {
  let decoder: TextDecoder | undefined;
  try {
    decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  } catch {
    // None at all, or a substitute that knows no `fatal`.
  }
  if (!decoder?.fatal) return readUtf8;
  return (bytes, at, end) => {
    try {
      return decoder.decode(bytes.subarray(at, end));
    } catch {
      return undefined;
    }
  };
};
