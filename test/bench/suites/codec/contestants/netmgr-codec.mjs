import { ByteReader, ByteWriter, decodeBody } from '@netmgr/client/protocol';

/**
 * Makes a codec of a message type, used as a connection uses it: written into the send buffer, read with a reader that is kept.
 * @param {import('@netmgr/client/protocol').MessageType<any>} type
 * @returns {import('../workbench.mjs').Codec}
 */
export const netmgrCodec = (type) => {
  const writer = new ByteWriter();
  const options = { reader: new ByteReader() };
  return {
    encode: (value) => type.write(writer, value),
    flush: () => [writer.take()],
    decode: (bytes) => decodeBody(type, bytes, 0, bytes.length, options),
  };
};
