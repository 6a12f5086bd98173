import { timePasses, WorkError } from '../../harness/timing.mjs';
import { createValues, digest, matches, renew } from './messages.mjs';

/**
 * Encodes and decodes one kind of message. `encode` may keep what it has encoded; `flush` hands out all since the last flush in order,
 * as one array or one for each message, valid until the next flush.
 * @typedef {object} Codec
 * @property {(value: any) => void} encode
 * @property {() => Uint8Array[]} flush
 * @property {(bytes: Uint8Array) => any} decode
 *
 * @typedef {{ createCodec: (shape: import('./messages.mjs').Shape) => Codec }} CodecContestant
 * @typedef {Parameters<typeof timePasses>[0]} Work
 * @typedef {(work: Work) => ReturnType<typeof timePasses>} Timing
 */

/** @type {import('../../harness/suite.mjs').Workbench['measure']} */
export const measure = async ({ module, params, seed, budget }, takeTurn) => {
  const codecParams = /** @type {import('./messages.mjs').CodecParams} */ (params);
  /** @type {CodecContestant} */
  const { createCodec } = await import(module);
  const codec = createCodec(codecParams.shape);
  const values = createValues(codecParams, seed);
  const bodies = encodeEach(codec, values);
  checkRoundTrip(codec, bodies, values);
  const time = codecParams.direction === 'encode' ? timeEncode : timeDecode;
  const timing = (/** @type {Work} */ work) => timePasses(work, budget, { turns: codecParams.turns, takeTurn });
  const { nsPerPass, passes, checksum } = await time(codec, values, bodies, timing);
  const bytes = bodies.reduce((sum, { length }) => sum + length, 0) / values.length;
  return { value: nsPerPass / values.length, count: values.length * passes, checksum, detail: { passes, bytes } };
};

/** @param {Codec} codec @param {any[]} values @param {Uint8Array[]} bodies @param {Timing} timing */
const timeEncode = async (codec, values, bodies, timing) => {
  const bytesPerPass = bodies.reduce((sum, { length }) => sum + length, 0);
  let bytes = 0;
  let checksum = 0;
  /** @type {Uint8Array[]} */
  let last = [];
  const pass = () => {
    for (let i = 0; i < values.length; i++) codec.encode(values[i]);
    last = codec.flush();
    for (let i = 0; i < last.length; i++) bytes += /** @type {Uint8Array} */ (last[i]).length;
  };
  const timed = await timing({
    prepare: (sample) => {
      if (sample > 0) renew(values);
      bytes = 0;
    },
    pass,
    check: (sample, passes) => {
      if (bytes !== bytesPerPass * passes)
        throw new WorkError(`encoded ${bytes} of ${bytesPerPass * passes} bytes while timed`);
      const decoded = cutLike(last, bodies).map((body) => codec.decode(body));
      checkValues(decoded, values);
      if (sample === 0) checksum = sumOfDigests(decoded);
    },
  });
  return { ...timed, checksum };
};

/** @param {Codec} codec @param {any[]} values @param {Uint8Array[]} bodies @param {Timing} timing */
const timeDecode = async (codec, values, bodies, timing) => {
  let received = bodies;
  let expected = sumOfDigests(values);
  let sum = 0;
  let checksum = 0;
  /** @type {any[]} */
  const last = values.map(() => undefined);
  const pass = () => {
    for (let i = 0; i < received.length; i++) {
      const value = codec.decode(/** @type {Uint8Array} */ (received[i]));
      sum += digest(value);
      last[i] = value;
    }
  };
  const timed = await timing({
    prepare: (sample) => {
      if (sample > 0) {
        renew(values);
        received = encodeOnce(codec, values);
        expected = sumOfDigests(values);
      }
      sum = 0;
    },
    pass,
    check: (sample, passes) => {
      if (sum !== expected * passes) throw new WorkError('decoded other values than were encoded while timed');
      checkValues(last, values);
      if (sample === 0) checksum = sum;
    },
  });
  return { ...timed, checksum };
};

/** @param {any[]} values */
const sumOfDigests = (values) => values.reduce((sum, value) => sum + digest(value), 0);

/** Encodes twice, as some learn the shape of their messages from the first ones. @param {Codec} codec @param {any[]} values */
const encodeEach = (codec, values) => {
  encodeOnce(codec, values);
  return encodeOnce(codec, values);
};

/** Encodes each value to an array of its own. @param {Codec} codec @param {any[]} values */
const encodeOnce = (codec, values) =>
  values.map((value) => {
    codec.encode(value);
    return Buffer.concat(codec.flush());
  });

/** @param {Codec} codec @param {Uint8Array[]} bodies @param {any[]} values */
const checkRoundTrip = (codec, bodies, values) => {
  const first = bodies.map((body) => codec.decode(body));
  checkValues(first, values);
  const second = bodies.map((body) => codec.decode(body));
  if (first.some((value, i) => value === second[i]))
    throw new WorkError('decodes to an object that it gave out before');
};

/** @param {any[]} decoded @param {any[]} values */
const checkValues = (decoded, values) => {
  const wrong = values.findIndex((value, i) => !matches(decoded[i], value));
  if (wrong >= 0) throw new WorkError(`message ${wrong + 1} does not come back as it was`);
};

/** Cuts what was flushed into bodies, whose lengths are known. @param {Uint8Array[]} flushed @param {Uint8Array[]} bodies */
const cutLike = (flushed, bodies) => {
  const all = Buffer.concat(flushed);
  let at = 0;
  return bodies.map(({ length }) => {
    at += length;
    return all.subarray(at - length, at);
  });
};
