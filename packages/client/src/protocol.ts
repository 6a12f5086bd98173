export { NetMgrError, ProtocolError, type ProtocolErrorCode, UsageError, type UsageErrorCode } from './errors.ts';
export { ByteReader } from './protocol/byte-reader.ts';
export { ByteWriter } from './protocol/byte-writer.ts';
export { DEFAULT_MAX_BODY_BYTES, HEART_ID, MAX_NESTING, QUIT_ID } from './protocol/constants.ts';
export { copyBytes } from './protocol/copy-bytes.ts';
export {
  type CountOptions,
  defineStruct,
  type Fields,
  type FieldType,
  type ListType,
  type MessageOf,
  type OptionalType,
  type StructType,
  t,
  type ValueOf,
} from './protocol/field-types.ts';
export { createFrameDecoder, type FrameDecoder, type FrameDecoderOptions } from './protocol/frame-decoder.ts';
export { createFrameEncoder, type FrameEncoder, type FrameEncoderOptions } from './protocol/frame-encoder.ts';
export {
  defineFrameLayout,
  FRAME_LAYOUTS,
  type FrameLayout,
  type FrameLayoutOptions,
  type HeaderField,
} from './protocol/frame-layout.ts';
export { MessageRegistry } from './protocol/message-registry.ts';
export {
  type DecodeBodyOptions,
  decodeBody,
  defineMessage,
  type MessageType,
  type SchemaMessageType,
} from './protocol/message-type.ts';
export {
  createHeartMsg,
  createQuitMsg,
  DEFAULT_SYSTEM_IDS,
  reservedIds,
  type SystemIds,
} from './protocol/system-messages.ts';
