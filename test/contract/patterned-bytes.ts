/** Makes `length` bytes that differ from their neighbours and from a shifted or repeated copy of themselves. */
export const patternedBytes = (length: number, seed = 1): Uint8Array => {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
};

/** Cuts bytes into views of the given sizes, over and over. */
export const cutInto = (bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] => {
  const pieces: Uint8Array[] = [];
  for (let start = 0, i = 0; start < bytes.length; i += 1) {
    const end = Math.min(bytes.length, start + sizes[i % sizes.length]!);
    pieces.push(bytes.subarray(start, end));
    start = end;
  }
  return pieces;
};
