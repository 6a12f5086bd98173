/** Remainders of the sixteen values of half a byte, for the reversed polynomial 0xEDB88320. */
const REMAINDERS: readonly number[] = [
  0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c, 0xedb88320,
  0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
];

/** Computes the CRC-32 (as in zip and PNG) of a range of bytes; `before` is that of what comes before it. */
export const crc32 = (bytes: Uint8Array, start = 0, end: number = bytes.length, before = 0): number => {
  let crc = ~before;
  for (let at = start; at < end; at++) {
    crc ^= bytes[at]!;
    crc = (crc >>> 4) ^ REMAINDERS[crc & 15]!;
    crc = (crc >>> 4) ^ REMAINDERS[crc & 15]!;
  }
  return ~crc >>> 0;
};
