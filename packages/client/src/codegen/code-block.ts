/** Collects lines of code, indented by depth, and hands out names that nothing else in the block has. */
export class CodeBlock {
  readonly #lines: string[] = [];
  #depth: number;
  #names = 0;

  constructor(depth: number) {
    this.#depth = depth;
  }

  /** Gives a variable's name that starts with `prefix`. */
  name(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  line(text: string): void {
    this.#lines.push('  '.repeat(this.#depth) + text);
  }

  /** Puts what `inside` adds between two braces. */
  braces(head: string, inside: () => void): void {
    this.line(`${head} {`);
    this.#depth++;
    inside();
    this.#depth--;
    this.line('}');
  }

  toString(): string {
    return this.#lines.join('\n');
  }
}
