const ROW = 16;

/** Prints bytes as lower-case hex, two digits each. */
export const toHex = (bytes: Uint8Array, between = ''): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(between);

/** Prints bytes in rows of sixteen: where the row starts, hex, and the characters where they are ASCII. */
export const hexDump = (bytes: Uint8Array): string => {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += ROW) {
    const row = bytes.subarray(at, at + ROW);
    const hex = [toHex(row.subarray(0, ROW / 2), ' '), toHex(row.subarray(ROW / 2), ' ')].join('  ');
    const text = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
    rows.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(ROW * 3)}  ${text}`);
  }
  return rows.join('\n');
};
