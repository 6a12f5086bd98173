// The straight-line reader of one message: `p` walks through the bytes in runs of fixed size that are checked once. Whatever it does not expect
// makes it leave the block `fast`, behind which the schema reads the message from its start and finds the same fault, with its field.

import type { FieldType } from '../protocol/field-types.ts';
import type { CodeBlock } from './code-block.ts';
import { BOOL, type FixedScalar, INT, SHORT } from './fixed-scalar.ts';
import { fixedBytesOf, memberOf, shapeOf } from './type-shape.ts';
import type { Refer } from './write-code.ts';

/** One thing to read: a fixed value into `x`, or anything else by code of its own. */
type Step = { readonly scalar: FixedScalar; readonly x: string } | { readonly emit: () => void };

/** What reading a type takes, and the expression for its value afterwards. */
interface Plan {
  readonly steps: readonly Step[];
  readonly value: string;
}

/** Generates the statements that read one value. */
export class ReadCode {
  readonly #code: CodeBlock;
  readonly #refer: Refer;
  /** Whether anything needs a `DataView`; then all use it. */
  readonly #byView: boolean;

  constructor(code: CodeBlock, refer: Refer, byView: boolean) {
    this.#code = code;
    this.#refer = refer;
    this.#byView = byView;
  }

  /** Adds the code for a value and returns the expression for it; `path` reaches its type. */
  value(type: FieldType<unknown>, path: string): string {
    return this.#emit(this.#plan(type, path), true);
  }

  #emit({ steps, value }: Plan, isChecked: boolean): string {
    for (let i = 0; i < steps.length; ) {
      const step = steps[i]!;
      if ('emit' in step) {
        step.emit();
        i++;
        continue;
      }
      const run: { scalar: FixedScalar; x: string }[] = [];
      for (let next = steps[i]; next && 'scalar' in next; next = steps[++i]) run.push(next);
      this.#run(run, isChecked);
    }
    return value;
  }

  #run(run: readonly { scalar: FixedScalar; x: string }[], isChecked: boolean): void {
    const bytes = run.reduce((sum, { scalar }) => sum + scalar.bytes, 0);
    if (isChecked) this.#leaveIf(`end - p < ${bytes}`);
    let start = 0;
    for (const { scalar, x } of run) {
      const from = start;
      const at = (offset: number): string => (from + offset === 0 ? 'p' : `p + ${from + offset}`);
      const read = this.#byView ? scalar.readView(at) : scalar.readBytes?.(at);
      this.#code.line(`const ${x} = ${read};`);
      if (scalar.isOddRead) this.#leaveIf(scalar.isOddRead(x));
      start += scalar.bytes;
    }
    this.#code.line(`p += ${bytes};`);
  }

  #plan(type: FieldType<unknown>, path: string): Plan {
    const shape = shapeOf(type);
    const x = this.#code.name('x');
    if (shape.kind === 'fixed') return { steps: [{ scalar: shape.scalar, x }], value: x };
    if (shape.kind === 'string') return this.#string(x);
    if (shape.kind === 'list') return this.#list(shape, x, path);
    if (shape.kind === 'optional') return this.#optional(shape.type, x, path);
    if (shape.kind === 'opaque') return { steps: [{ emit: () => this.#opaque(x, path) }], value: x };
    const members = Object.entries(shape.fields).map(([name, field]) => {
      return { name, ...this.#plan(field, memberOf(`${path}.fields`, name)) };
    });
    const literal = members.map(({ name, value }) => `${JSON.stringify(name)}: ${value}`).join(', ');
    return { steps: members.flatMap(({ steps }) => steps), value: `{ ${literal} }` };
  }

  #string(x: string): Plan {
    const length = this.#code.name('n');
    const emit = (): void => {
      this.#leaveIf(`${length} < 0 || ${length} > end - p`);
      this.#code.line(`const ${x} = r.text(p, p + ${length});`);
      this.#leaveIf(`${x} === undefined`);
      this.#code.line(`p += ${length};`);
    };
    return { steps: [{ scalar: INT, x: length }, { emit }], value: x };
  }

  #list({ element, count }: { element: FieldType<unknown>; count: 'short' | 'int' }, x: string, path: string): Plan {
    const length = this.#code.name('n');
    const emit = (): void => {
      this.#leaveIf(`${length} < 0 || ${length} * ${element.minBytes} > end - p`);
      this.#code.line(`const ${x} = new Array(${length});`);
      const i = this.#code.name('i');
      this.#code.braces(`for (let ${i} = 0; ${i} < ${length}; ${i}++)`, () => {
        const isChecked = fixedBytesOf(element) === undefined;
        this.#code.line(`${x}[${i}] = ${this.#emit(this.#plan(element, `${path}.element`), isChecked)};`);
      });
    };
    return { steps: [{ scalar: count === 'short' ? SHORT : INT, x: length }, { emit }], value: x };
  }

  #optional(type: FieldType<unknown>, x: string, path: string): Plan {
    const isPresent = this.#code.name('x');
    const emit = (): void => {
      this.#code.line(`let ${x};`);
      this.#code.braces(`if (${isPresent})`, () =>
        this.#code.line(`${x} = ${this.#emit(this.#plan(type, `${path}.optional`), true)};`),
      );
    };
    return { steps: [{ scalar: BOOL, x: isPresent }, { emit }], value: x };
  }

  #opaque(x: string, path: string): void {
    this.#code.line('r.moveTo(p);');
    this.#code.line(`const ${x} = ${this.#refer(path)}.read(r);`);
    this.#code.line('p = r.offset;');
  }

  #leaveIf(condition: string): void {
    this.#code.line(`if (${condition}) break fast;`);
  }
}
