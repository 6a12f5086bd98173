/** Lets in one at a time, in the order in which they came. */
export class Turnstile {
  /** @type {Promise<void>} */
  #last = Promise.resolve();

  /** Waits until whoever came before has left. Gives what is to be called on leaving; to call it again does nothing. */
  async enter() {
    const before = this.#last;
    /** @type {() => void} */
    let leave = () => {};
    this.#last = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    return leave;
  }
}
