// The straight-line writer of one message: values are checked and put into the slab in runs, for each of which room is made once. Whatever it does
// not expect makes it leave the block `fast`, behind which the schema writes the message from its start, or refuses it with the error that names the field.

import type { FieldType } from '../protocol/field-types.ts';
import type { CodeBlock } from './code-block.ts';
import { BOOL, type FixedScalar, INT, SHORT } from './fixed-scalar.ts';
import { fixedBytesOf, memberOf, shapeOf } from './type-shape.ts';

/** Finds the code that reaches an opaque type by the path of members that leads to it. */
export type Refer = (path: string) => string;

/** A value that was checked and is not written yet. */
interface Pending {
  readonly scalar: FixedScalar;
  readonly x: string;
}

/** Generates the statements that write one value. */
export class WriteCode {
  readonly #code: CodeBlock;
  readonly #refer: Refer;
  #run: Pending[] = [];

  constructor(code: CodeBlock, refer: Refer) {
    this.#code = code;
    this.#refer = refer;
  }

  /** Adds the code for the value of the expression `source`; `path` reaches its type. */
  value(type: FieldType<unknown>, source: string, path: string): void {
    const shape = shapeOf(type);
    const x = this.#code.name('x');
    this.#code.line(`const ${x} = ${source};`);
    if (shape.kind === 'fixed') {
      this.#leaveIf(shape.scalar.isOdd(x));
      this.#run.push({ scalar: shape.scalar, x });
    } else if (shape.kind === 'string') {
      this.#leaveIf(`typeof ${x} !== 'string'`);
      this.flush();
      this.#code.line(`w.string(${x});`);
    } else if (shape.kind === 'struct') {
      this.#leaveIf(`typeof ${x} !== 'object' || ${x} === null`);
      for (const [name, field] of Object.entries(shape.fields))
        this.value(field, memberOf(x, name), memberOf(`${path}.fields`, name));
    } else if (shape.kind === 'list') this.#list(shape, x, path);
    else if (shape.kind === 'optional') this.#optional(shape.type, x, path);
    else {
      this.flush();
      this.#code.line(`${this.#refer(path)}.write(w, ${x});`);
    }
  }

  /** Adds the code that puts the run of values so far into the slab. */
  flush(): void {
    if (this.#run.length === 0) return;
    this.#reserve(`${this.#run.reduce((sum, { scalar }) => sum + scalar.bytes, 0)}`);
    this.#store();
  }

  #reserve(bytes: string): void {
    this.#code.line(`p = w.reserve(${bytes});`);
    this.#code.line('view = w.view;');
  }

  /** Adds the code that writes the run from `p` on. */
  #store(): void {
    let offset = 0;
    for (const { scalar, x } of this.#run) {
      this.#code.line(scalar.write(offset === 0 ? 'p' : `p + ${offset}`, x));
      offset += scalar.bytes;
    }
    this.#run = [];
  }

  #list({ element, count }: { element: FieldType<unknown>; count: 'short' | 'int' }, x: string, path: string): void {
    const length = this.#code.name('n');
    this.#leaveIf(`!Array.isArray(${x})`);
    this.#code.line(`const ${length} = ${x}.length;`);
    if (count === 'short') this.#leaveIf(`${length} > ${0x7fff}`);
    this.#run.push({ scalar: count === 'short' ? SHORT : INT, x: length });
    this.flush();
    const bytes = fixedBytesOf(element);
    if (bytes !== undefined) this.#reserve(`${length} * ${bytes}`);
    const i = this.#code.name('i');
    this.#code.braces(`for (let ${i} = 0; ${i} < ${length}; ${i}++)`, () => {
      this.value(element, `${x}[${i}]`, `${path}.element`);
      if (bytes === undefined) this.flush();
      else {
        this.#store();
        this.#code.line(`p += ${bytes};`);
      }
    });
  }

  #optional(type: FieldType<unknown>, x: string, path: string): void {
    const isPresent = this.#code.name('x');
    this.#code.line(`const ${isPresent} = ${x} !== undefined && ${x} !== null;`);
    this.#run.push({ scalar: BOOL, x: isPresent });
    this.flush();
    this.#code.braces(`if (${isPresent})`, () => {
      this.value(type, x, `${path}.optional`);
      this.flush();
    });
  }

  #leaveIf(condition: string): void {
    this.#code.line(`if (${condition}) break fast;`);
  }
}
