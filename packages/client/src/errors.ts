// Three classes, told apart by who is wrong: the caller, the network or server, the peer's bytes.
// A message reads `[CODE] what was seen, what was allowed`. Each code has its anchor in the README.

/** Codes of calls that were wrong. Thrown at the call, except `HANDLER_FAILED`, which is reported. */
export type UsageErrorCode =
  /** An option is missing, of the wrong type or out of range. */
  | 'BAD_OPTION'
  /** A message, struct or field definition cannot be encoded. */
  | 'BAD_MESSAGE_TYPE'
  /** Two message types share an id. */
  | 'DUPLICATE_ID'
  /** The id belongs to a system message. */
  | 'RESERVED_ID'
  /** A value does not fit its field; the message names both. */
  | 'BAD_VALUE'
  /** The encoded body is larger than `maxBodyBytes`. */
  | 'MESSAGE_TOO_LARGE'
  /** `whenOffline: 'throw'`, and there is no connection. */
  | 'NOT_CONNECTED'
  /** The offline queue is full and its overflow policy is `'throw'`. */
  | 'QUEUE_FULL'
  /** This runtime cannot dial such a URL, such as `tcp:` in a browser. */
  | 'UNSUPPORTED_URL'
  /** The runtime has no WebSocket and none was given. */
  | 'NO_WEB_SOCKET'
  /** A call was made from inside a callback that forbids it. */
  | 'REENTRANT_CALL'
  /** A handler or listener threw or rejected; its error is the `cause`. Reported by the `error` event. */
  | 'HANDLER_FAILED';

/** Codes of what the network or the server did. Reported, and the reason of rejected promises. */
export type ConnectionErrorCode =
  /** The `url` function threw, rejected or gave something that is no URL. */
  | 'URL_FAILED'
  /** The dial was refused or failed. */
  | 'CONNECT_FAILED'
  /** The dial took longer than `connectTimeoutMs`. */
  | 'CONNECT_TIMEOUT'
  /** The connection ended without a Quit: a FIN, or a WebSocket close. */
  | 'CONNECTION_LOST'
  /** The connection broke: a TCP RST or another socket error. */
  | 'CONNECTION_RESET'
  /** Not one byte came within `replyTimeoutMs` of a heartbeat. */
  | 'SERVER_SILENT'
  /** The server said Quit: a goodbye or a kick. */
  | 'SERVER_QUIT'
  /** The server closed the WebSocket with a code that means "do not come back". */
  | 'SERVER_REFUSED'
  /** The transport refused to send. */
  | 'SEND_FAILED'
  /** More than `maxBufferedBytes` waited for the network. */
  | 'SEND_BUFFER_FULL'
  /** More than `inbox.maxBytes` or `inbox.maxMessages` waited for `update()`. */
  | 'INBOX_FULL'
  /** No reply came within the request's `timeoutMs`. */
  | 'REQUEST_TIMEOUT'
  /** `close()` was called. */
  | 'CLOSED';

/** Codes of bytes that break the protocol. Reported; each ends its connection. */
export type ProtocolErrorCode =
  /** A frame header declares a negative body length, or a length smaller than what it counts. */
  | 'BAD_LENGTH'
  /** A frame header declares more than `maxBodyBytes`. */
  | 'FRAME_TOO_LARGE'
  /** A frame did not complete within `frameTimeoutMs` of its first byte. */
  | 'FRAME_TIMEOUT'
  /** A body ends inside a field. */
  | 'BODY_TOO_SHORT'
  /** A body has bytes after its last field, under `trailing: 'error'`. */
  | 'TRAILING_BYTES'
  /** A string is not UTF-8. */
  | 'BAD_UTF8'
  /** A count is negative, or larger than the bytes that remain. */
  | 'BAD_COUNT'
  /** An enum field holds a number that is not one of its members. */
  | 'BAD_ENUM'
  /** A `longAsNumber` is not a safe integer. */
  | 'UNSAFE_INTEGER'
  /** Structs, lists and optionals nest deeper than 100. */
  | 'NESTING_TOO_DEEP'
  /** A hand-written `read` threw; its error is the `cause`. */
  | 'BAD_BODY'
  /** A WebSocket text message came where only binary ones are spoken. */
  | 'TEXT_MESSAGE'
  /** A WebSocket frame breaks RFC 6455. Reported by the mock server; on the client's side the host sees to it. */
  | 'BAD_WEB_SOCKET_FRAME';

/** Says in words what was thrown, which can be anything. Never throws. */
export const wordsOf = (thrown: unknown): string => {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'something unprintable';
  }
};

/** Any code that an error of the SDK can carry. */
export type NetMgrErrorCode = UsageErrorCode | ConnectionErrorCode | ProtocolErrorCode;

/** The base of every error that the SDK throws or reports. */
export abstract class NetMgrError<Code extends NetMgrErrorCode = NetMgrErrorCode> extends Error {
  /** Says what went wrong, for code to switch on. */
  readonly code: Code;
  /** Names the message and field that a value or body failed at, such as `PlayerMsg.playerData.name`. */
  declare readonly path?: string;

  constructor(code: Code, detail: string, cause?: unknown) {
    super(`[${code}] ${detail}`, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Your call was wrong. Thrown at the call. */
export class UsageError extends NetMgrError<UsageErrorCode> {
  override readonly name = 'UsageError';
}

/** The network failed, or the server ended the connection. Reported. */
export class ConnectionError extends NetMgrError<ConnectionErrorCode> {
  override readonly name = 'ConnectionError';
  /** Tells whether dialling again may help; the default answer of `shouldReconnect`. */
  readonly retryable: boolean;
  /** Carries the WebSocket close code, when there was one. */
  readonly closeCode: number | undefined;

  constructor(
    code: ConnectionErrorCode,
    detail: string,
    extra: { cause?: unknown; closeCode?: number | undefined } = {},
  ) {
    super(code, detail, extra.cause);
    this.retryable = !FATAL_CODES.has(code);
    this.closeCode = extra.closeCode;
  }
}

/** The peer's bytes are wrong. Reported, and ends this connection. */
export class ProtocolError extends NetMgrError<ProtocolErrorCode> {
  override readonly name = 'ProtocolError';
}

const FATAL_CODES: ReadonlySet<ConnectionErrorCode> = new Set([
  'SERVER_QUIT',
  'SERVER_REFUSED',
  'REQUEST_TIMEOUT',
  'CLOSED',
]);
