/** Codes of what the control API refuses. */
export type ApiErrorCode =
  /** No token, or a wrong one. */
  | 'UNAUTHORIZED'
  /** The Host or Origin is foreign. */
  | 'FORBIDDEN'
  /** There is no such path, fault or client. */
  | 'NOT_FOUND'
  /** The path is there, for another method. */
  | 'METHOD_NOT_ALLOWED'
  /** The body is no JSON object, or has a field that does not belong there. */
  | 'BAD_REQUEST'
  /** The body is not sent as `application/json`. */
  | 'NOT_JSON'
  /** The body is larger than allowed. */
  | 'BODY_TOO_LARGE'
  /** So many faults are enough. */
  | 'TOO_MANY_FAULTS'
  /** A fault or option is wrong; the text is that of the UsageError. */
  | 'BAD_OPTION'
  /** The proxy itself failed. */
  | 'INTERNAL';

const STATUS_OF: Readonly<Record<ApiErrorCode, number>> = {
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  BAD_REQUEST: 400,
  NOT_JSON: 415,
  BODY_TOO_LARGE: 413,
  TOO_MANY_FAULTS: 409,
  BAD_OPTION: 400,
  INTERNAL: 500,
};

/** A request that is refused. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Says what went wrong, for code to switch on. */
  readonly code: ApiErrorCode;

  constructor(code: ApiErrorCode, detail: string) {
    super(detail);
    this.code = code;
  }

  /** The HTTP status that says so. */
  get status(): number {
    return STATUS_OF[this.code];
  }
}
