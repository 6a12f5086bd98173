// The numbers of the file format; docs/RECORDING.md draws it.

import type { FrameLayout } from '@netmgr/client/protocol';

/** The first bytes of every recording. */
export const MAGIC: readonly number[] = [0x4e, 0x4d, 0x52, 0x45, 0x43, 0x1a];
/** The version that is written, and the only one that is read. */
export const VERSION = 1;
/** Bytes of a check, a CRC-32 in little-endian order. */
export const CHECK_BYTES = 4;
/** Bytes of the header: magic, version, six bytes of frame layout, check. */
export const HEADER_BYTES: number = MAGIC.length + 1 + 6 + CHECK_BYTES;
/** The longest piece in one record; the recorder cuts longer ones. */
export const MAX_PIECE_BYTES = 1_048_576;
/** The longest label, in bytes of UTF-8. */
export const MAX_LABEL_BYTES = 255;
/** The largest WebSocket close code, or what a file may hold in its place. */
export const MAX_CLOSE_CODE = 65_535;

/** What a record's tag says, without the direction. */
export const TAG = { dial: 1, open: 2, fail: 3, bytes: 4, end: 5, reset: 6, violation: 7, finish: 15 } as const;
/** Set in the tag of what came from the server. */
export const DOWN_BIT = 0x10;

/** Writes a layout as the six bytes of the header. */
export const layoutToBytes = (layout: FrameLayout): readonly number[] => [
  layout.idOffset,
  layout.idBytes,
  layout.lengthOffset,
  layout.lengthBytes,
  layout.countedBytes,
  layout.bigEndian ? 1 : 0,
];

/** Reads the six bytes of the header; `undefined` when they are no layout. */
export const layoutFromBytes = (bytes: Uint8Array, at: number): FrameLayout | undefined => {
  const [idOffset, idBytes, lengthOffset, lengthBytes, countedBytes, bigEndian] = Array.from(
    bytes.subarray(at, at + 6),
  ) as [number, number, number, number, number, number];
  const headerBytes = idBytes + lengthBytes;
  const isLayout =
    idBytes <= 4 &&
    lengthBytes >= 1 &&
    lengthBytes <= 4 &&
    ((idOffset === 0 && lengthOffset === idBytes) || (lengthOffset === 0 && idOffset === lengthBytes)) &&
    [0, idBytes, headerBytes].includes(countedBytes) &&
    bigEndian <= 1;
  if (!isLayout) return undefined;
  return { idOffset, idBytes, lengthOffset, lengthBytes, headerBytes, countedBytes, bigEndian: bigEndian === 1 };
};
