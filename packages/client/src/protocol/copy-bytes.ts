/** Copies a range into an array of its own. `slice` would not do: on a `Buffer` of Node it gives a view. */
export const copyBytes = (bytes: Uint8Array, start = 0, end: number = bytes.length): Uint8Array =>
  new Uint8Array(bytes.subarray(start, end));
