interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** One outcome that many callers wait for, again and again: each settling ends the present wait and begins the next. */
export class SharedPromise {
  #waiting: Waiter[] | undefined;

  /** Waits for the first outcome after `begin` has called `join`. An outcome that nobody awaits is no unhandled rejection. */
  wait(begin: (join: () => void) => void): Promise<void> {
    const promise = new Promise<void>((resolve, reject) =>
      begin(() => {
        this.#waiting ??= [];
        this.#waiting.push({ resolve, reject });
      }),
    );
    promise.catch(() => {});
    return promise;
  }

  resolve(): void {
    for (const { resolve } of this.#takeAll()) resolve();
  }

  reject(error: Error): void {
    for (const { reject } of this.#takeAll()) reject(error);
  }

  #takeAll(): readonly Waiter[] {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    return waiting;
  }
}
