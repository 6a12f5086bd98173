import { UsageError, wordsOf } from '../errors.ts';
import { ByteWriter } from './byte-writer.ts';
import { atPath } from './field-errors.ts';
import { checkMaxBodyBytes, FRAME_LAYOUTS, type FrameLayout, maxOfWidth } from './frame-layout.ts';
import type { MessageType } from './message-type.ts';

/** Settings of a frame encoder. */
export interface FrameEncoderOptions {
  /** The header. @default FRAME_LAYOUTS.unity */
  readonly layout?: FrameLayout;
  /** The largest body in bytes; a larger one is refused with `MESSAGE_TOO_LARGE`. @default 1_048_576 */
  readonly maxBodyBytes?: number;
}

/** Turns messages into frames. */
export interface FrameEncoder {
  /** Appends one frame. When it throws, the writer holds what it held before. */
  write<T>(writer: ByteWriter, type: MessageType<T>, value: T): void;
  /** Appends one frame around a ready body. When it throws, the writer holds what it held before. */
  writeRaw(writer: ByteWriter, id: number, body: Uint8Array): void;
  /** Gives one frame as an array of its own. */
  encode<T>(type: MessageType<T>, value: T): Uint8Array;
  /** Gives one frame around a ready body as an array of its own. */
  encodeRaw(id: number, body: Uint8Array): Uint8Array;
}

type Encodable<T> = Omit<MessageType<T>, 'read'>;

/** Creates an encoder; it keeps no state between calls. */
export const createFrameEncoder = (options: FrameEncoderOptions = {}): FrameEncoder => {
  const layout = options.layout ?? FRAME_LAYOUTS.unity;
  const { idOffset, idBytes, lengthOffset, lengthBytes, headerBytes, countedBytes, bigEndian } = layout;
  const maxId = idBytes && maxOfWidth(idBytes);
  const minId = idBytes === 4 ? -0x8000_0000 : 0;
  const maxBody = Math.min(checkMaxBodyBytes(options.maxBodyBytes), maxOfWidth(lengthBytes) - countedBytes);

  const write = <T>(writer: ByteWriter, type: Encodable<T>, value: T, id: number = type.id): void => {
    const start = writer.beginFrame();
    try {
      if (!(Number.isInteger(id) && id >= minId && id <= maxId)) {
        throw new UsageError('BAD_VALUE', `id ${id} does not fit ${idBytes} bytes of header`);
      }
      writer.reserve(headerBytes);
      type.write(writer, value);
      const length = writer.position - start - headerBytes;
      if (length > maxBody)
        throw new UsageError('MESSAGE_TOO_LARGE', `a body of ${length} bytes, ${maxBody} are allowed`);
      if (idBytes > 0) writer.setField(start + idOffset, id, idBytes, bigEndian);
      writer.setField(start + lengthOffset, length + countedBytes, lengthBytes, bigEndian);
    } catch (error) {
      writer.rewind(start);
      const name = type.name || `frame ${id}`;
      throw error instanceof UsageError
        ? atPath(error, name)
        : new UsageError('BAD_VALUE', `${name}: write() threw ${wordsOf(error)}`, error);
    } finally {
      writer.endFrame();
    }
  };
  const encode = <T>(type: Encodable<T>, value: T, id?: number): Uint8Array => {
    const writer = new ByteWriter();
    write(writer, type, value, id);
    return writer.take().slice();
  };
  return {
    write,
    encode,
    writeRaw: (writer, id, body) => write(writer, RAW, body, id),
    encodeRaw: (id, body) => encode(RAW, body, id),
  };
};

/** Stands for every type that is only an id. */
const RAW: Encodable<Uint8Array> = { id: 0, name: '', write: (writer, body) => writer.raw(body) };
