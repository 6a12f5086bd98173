/** How a server asks its clients whether they are there. */
export interface AskOptions {
  /** How long after one question the next goes out, in milliseconds; the first so long after the client came. */
  readonly intervalMs: number;
  /** How long a question may stay without a single byte from the client, in milliseconds; then the client is gone. */
  readonly timeoutMs: number;
  /**
   * `always` asks every `intervalMs`. `idle` asks only whoever was silent for `intervalMs`, and nobody before bytes have gone both ways.
   * @default 'always'
   */
  readonly when?: 'always' | 'idle';
}
