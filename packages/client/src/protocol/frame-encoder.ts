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
export const createFrameEncoder = (options: FrameEncoderOptions = {}): FrameEncoder => new LayoutEncoder(options);

class LayoutEncoder implements FrameEncoder {
  readonly #layout: FrameLayout;
  readonly #maxBodyBytes: number;

  constructor({ layout = FRAME_LAYOUTS.unity, maxBodyBytes }: FrameEncoderOptions) {
    this.#layout = layout;
    this.#maxBodyBytes = Math.min(
      checkMaxBodyBytes(maxBodyBytes),
      maxOfWidth(layout.lengthBytes) - layout.countedBytes,
    );
  }

  write<T>(writer: ByteWriter, type: Encodable<T>, value: T, id: number = type.id): void {
    const start = writer.beginFrame();
    try {
      const { idOffset, idBytes, lengthOffset, lengthBytes, headerBytes, countedBytes, bigEndian } = this.#layout;
      if (!(Number.isInteger(id) && id >= minOfWidth(idBytes) && id <= maxOfWidth(idBytes))) {
        throw new UsageError('BAD_VALUE', `id ${id} does not fit ${idBytes} bytes of header`);
      }
      writer.reserve(headerBytes);
      type.write(writer, value);
      const length = writer.position - start - headerBytes;
      const max = this.#maxBodyBytes;
      if (length > max) throw new UsageError('MESSAGE_TOO_LARGE', `a body of ${length} bytes, ${max} are allowed`);
      if (idBytes > 0) writer.setField(start + idOffset, id, idBytes, bigEndian);
      writer.setField(start + lengthOffset, length + countedBytes, lengthBytes, bigEndian);
    } catch (error) {
      writer.rewind(start);
      const known = error instanceof UsageError;
      throw atPath(
        known ? error : new UsageError('BAD_VALUE', `write() threw ${wordsOf(error)}`, error),
        type.name || `frame ${id}`,
      );
    } finally {
      writer.endFrame();
    }
  }

  writeRaw(writer: ByteWriter, id: number, body: Uint8Array): void {
    this.write(writer, RAW, body, id);
  }

  encode<T>(type: Encodable<T>, value: T, id?: number): Uint8Array {
    const writer = new ByteWriter();
    this.write(writer, type, value, id);
    return writer.take().slice();
  }

  encodeRaw(id: number, body: Uint8Array): Uint8Array {
    return this.encode(RAW, body, id);
  }
}

const minOfWidth = (width: number): number => (width === 4 ? -0x8000_0000 : 0);

/**
 * Stands for every type that is only an id. It has none of its own, so that a call without one is refused; not even NaN, for objects that begin
 * alike share their shape, and the id of each event would be boxed.
 */
const RAW: Encodable<Uint8Array> = { id: undefined as never, name: '', write: (writer, body) => writer.raw(body) };
