/** Codes of what can be wrong with a recording. */
export type RecordingErrorCode =
  /** The first bytes are not those of a recording. */
  | 'NOT_A_RECORDING'
  /** It is a recording of a version that this reader does not know. */
  | 'UNKNOWN_VERSION'
  /** Bytes are not as they were written; what came before them is sound. */
  | 'DAMAGED'
  /** It ends before it was finished; all that is there is sound. */
  | 'CUT_SHORT'
  /** The sink could not take more, so the recording ends early. */
  | 'SINK_FULL'
  /** The sink failed, so the recording ends early; its error is the `cause`. */
  | 'SINK_FAILED';

/** An error of a recording. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  /** Says what went wrong, for code to switch on. */
  readonly code: RecordingErrorCode;
  /** Tells how many bytes at the front of the recording are sound. */
  readonly offset: number;

  constructor(code: RecordingErrorCode, offset: number, detail: string, cause?: unknown) {
    super(`[${code}] at byte ${offset}: ${detail}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.offset = offset;
  }
}
