/**
 * Makes a codec of a pair that gives an array for each message.
 * @param {(value: any) => Uint8Array} encode
 * @param {(bytes: Uint8Array) => any} decode
 * @returns {import('../workbench.mjs').Codec}
 */
export const oneByOne = (encode, decode) => {
  /** @type {Uint8Array[]} */
  let encoded = [];
  return {
    encode: (value) => void encoded.push(encode(value)),
    flush: () => {
      const flushed = encoded;
      encoded = [];
      return flushed;
    },
    decode,
  };
};
