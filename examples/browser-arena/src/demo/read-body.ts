import type { IncomingMessage } from 'node:http';

const MAX_BYTES = 1024;

/** Reads the JSON of a request; `undefined` when it is none, or too long. */
export const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > MAX_BYTES) return undefined;
      pieces.push(piece);
    }
    return JSON.parse(Buffer.concat(pieces).toString() || '{}');
  } catch {
    return undefined;
  }
};
