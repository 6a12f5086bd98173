/** Names what a WebSocket delivered, such as `ArrayBuffer` or `Blob`. Told by shape, as another realm's class is not this one's. */
export const kindOf = (data: unknown): string => Object.prototype.toString.call(data).slice('[object '.length, -1);

/** Views the bytes that a WebSocket delivered, without a copy; `undefined` where there are none to view. */
export const bytesOf = (data: unknown): Uint8Array | undefined => {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return kindOf(data) === 'ArrayBuffer' ? new Uint8Array(data as ArrayBuffer) : undefined;
};
