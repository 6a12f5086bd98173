import type { Direction } from '../link/stage.ts';

/** What happened to a recorded connection; `up` is from client to server, `down` from server to client. */
export type LineEvent =
  /** The client dialled. Known only where the client's side was recorded. */
  | { readonly kind: 'dial' }
  /** The connection opened. */
  | { readonly kind: 'open'; readonly label: string }
  /** The dial failed, or was refused. */
  | { readonly kind: 'fail' }
  /** Bytes passed, in one piece. */
  | { readonly kind: 'bytes'; readonly direction: Direction; readonly bytes: Uint8Array }
  /** One side said that it sends no more. */
  | { readonly kind: 'end'; readonly direction: Direction; readonly code: number | undefined }
  /** One side, or the network on that side, broke the connection. */
  | { readonly kind: 'reset'; readonly direction: Direction }
  /** One side broke the rules of what carries the bytes, such as by a WebSocket text message. */
  | { readonly kind: 'violation'; readonly direction: Direction };

/** One event of a recording. */
export type RecordedEvent = LineEvent & {
  /** Which connection, counted from 1 in the order of their beginnings. */
  readonly connection: number;
  /** Milliseconds since the recording began. */
  readonly at: number;
};
