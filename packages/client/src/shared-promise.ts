/** One outcome that many callers wait for, again and again: each settling ends the present wait and begins the next. */
export class SharedPromise {
  #promise: Promise<void> | undefined;
  #resolve: () => void = () => {};
  #reject: (error: Error) => void = () => {};

  /** Waits for the next outcome. An outcome that nobody awaits is no unhandled rejection. */
  wait(): Promise<void> {
    if (this.#promise === undefined) {
      this.#promise = new Promise((resolve, reject) => {
        this.#resolve = resolve;
        this.#reject = reject;
      });
      this.#promise.catch(() => {});
    }
    return this.#promise;
  }

  resolve(): void {
    this.#promise = undefined;
    this.#resolve();
  }

  reject(error: Error): void {
    this.#promise = undefined;
    this.#reject(error);
  }
}
