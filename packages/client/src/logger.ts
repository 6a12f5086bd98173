/** Where the SDK says what it does. Any subset of `console` fits; silent by default. */
export interface Logger {
  debug?(message: string): void;
  warn?(message: string): void;
}
