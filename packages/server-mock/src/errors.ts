/** Codes of what only the mock server can say. What it shares with the client comes as the client's own error classes. */
export type MockErrorCode =
  /** What `expectMessage` and its like waited for did not come, or came unwanted, and the text shows what went over the wire last; or a scenario expected something in vain. */
  | 'EXPECTATION_FAILED'
  /** Work that takes no time keeps making more work, so that virtual time can never move on. */
  | 'ENDLESS_LOOP'
  /** The server was closed, and the call needs an open one. */
  | 'SERVER_CLOSED'
  /** A client sent faster than `maxFramesPerSecondPerClient` or `maxBytesPerSecondPerClient`, or too much while it was stalled. */
  | 'FLOODING'
  /** There are so many faults that one more is refused. */
  | 'TOO_MANY_FAULTS'
  /** A step of a scenario threw; `cause` says what. */
  | 'SCENARIO_FAILED'
  /** A scenario was ended from outside before its end. */
  | 'SCENARIO_ABORTED';

/** An error of the mock server itself, told apart by its `code`. */
export class MockError extends Error {
  override readonly name = 'MockError';
  /** Says what went wrong, for code to switch on. */
  readonly code: MockErrorCode;

  constructor(code: MockErrorCode, detail: string, options?: ErrorOptions) {
    super(`[${code}] ${detail}`, options);
    this.code = code;
  }
}
