import { oneByOne } from './one-by-one.mjs';

export const createCodec = () =>
  oneByOne(
    (value) => Buffer.from(JSON.stringify(value)),
    (bytes) => JSON.parse(/** @type {Buffer} */ (bytes).toString()),
  );
