/** Writes a message as id, body length, body: the wire form of ours and of the limits. @param {number} id @param {Buffer} body */
export const encodeUnityFrame = (id, body) => {
  const frame = Buffer.allocUnsafe(8 + body.length);
  frame.writeInt32LE(id, 0);
  frame.writeInt32LE(body.length, 4);
  frame.set(body, 8);
  return frame;
};

/**
 * Walks over frames that lie one after another.
 * @param {Uint8Array} bytes @param {number} end @param {import('../workbench.mjs').Deliver} deliver
 */
export const walk = (bytes, end, deliver) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  let at = 0;
  while (at < end) {
    const body = at + 8;
    const next = body + view.getInt32(at + 4, true);
    deliver(view.getInt32(at, true), bytes, body, next);
    at = next;
  }
};

/**
 * Walks over frames that lie one after another, without a view.
 * @param {Uint8Array} bytes @param {number} start @param {number} end @param {import('../workbench.mjs').Deliver} deliver
 */
export const walkByShifts = (bytes, start, end, deliver) => {
  let at = start;
  while (at < end) {
    const body = at + 8;
    const next = body + readInt(bytes, at + 4);
    deliver(readInt(bytes, at), bytes, body, next);
    at = next;
  }
};

/** @param {any} bytes a Uint8Array, whose elements are there @param {number} at @returns {number} */
const readInt = (bytes, at) => bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
