import type http from 'node:http';
import { ApiError } from './api-error.ts';

const MAX_BODY_BYTES = 16_384;
/** A larger body is read on for a while and thrown away: a connection that closes on unread bytes takes the answer with it. */
const MAX_DISCARDED_BYTES = 4_194_304;

/** Reads a body that is a JSON object; none at all is an empty one. Rejects with ApiError. */
export const readJson = async (request: http.IncomingMessage): Promise<Record<string, unknown>> => {
  const text = await readText(request);
  if (text === '') return {};
  if (!/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new ApiError('NOT_JSON', 'a body must be sent as application/json');
  }
  const value = parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ApiError('BAD_REQUEST', 'the body must be a JSON object');
};

const readText = (request: http.IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    let pieces: Buffer[] = [];
    let byteCount = 0;
    const tooLarge = new ApiError('BODY_TOO_LARGE', `a body may have ${MAX_BODY_BYTES} bytes`);
    const take = (piece: Buffer): void => {
      byteCount += piece.length;
      if (byteCount <= MAX_BODY_BYTES) pieces.push(piece);
      else pieces = [];
      if (byteCount > MAX_DISCARDED_BYTES) refuse();
    };
    const refuse = (): void => {
      request.off('data', take).pause();
      reject(tooLarge);
    };
    if (Number(request.headers['content-length'] ?? 0) > MAX_DISCARDED_BYTES) {
      refuse();
      return;
    }
    request.on('data', take);
    request.on('end', () => {
      if (byteCount > MAX_BODY_BYTES) reject(tooLarge);
      else resolve(Buffer.concat(pieces).toString('utf8'));
    });
    request.on('error', () => reject(new ApiError('BAD_REQUEST', 'the body broke off')));
  });

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError('BAD_REQUEST', 'the body is no JSON');
  }
};
