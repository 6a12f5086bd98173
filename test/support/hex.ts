/** Prints bytes as lower-case hex, two digits each, without separators. */
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Reads hex; white space between bytes is for the reader's eyes. */
export const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
