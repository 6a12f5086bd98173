import { UsageError } from '@netmgr/client/protocol';

/** How many errors are kept. */
const MAX_ERRORS = 100;

/** Keeps and tells what handlers and listeners threw. */
export class ErrorLog {
  readonly #errors: Error[] = [];
  readonly #tell: (error: Error) => void;
  #isTelling = false;

  constructor(tell: (error: Error) => void) {
    this.#tell = tell;
  }

  /** Lists the latest 100, oldest first. */
  all(): readonly Error[] {
    return [...this.#errors];
  }

  /** Keeps an error and tells it; one that comes from the telling is only kept. */
  report(cause: unknown, where: string): void {
    const error = new UsageError('HANDLER_FAILED', `${where} failed: ${describeCause(cause)}`, cause);
    this.#errors.push(error);
    if (this.#errors.length > MAX_ERRORS) this.#errors.shift();
    if (this.#isTelling) return;
    this.#isTelling = true;
    this.#tell(error);
    this.#isTelling = false;
  }
}

/** Never throws, although anything can be thrown, even what has no text. */
const describeCause = (cause: unknown): string => {
  try {
    return cause instanceof Error ? cause.message : String(cause);
  } catch {
    return 'something without a text was thrown';
  }
};
