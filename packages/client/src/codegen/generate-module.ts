import { UsageError } from '../errors.ts';
import type { StructType } from '../protocol/field-types.ts';
import type { SchemaMessageType } from '../protocol/message-type.ts';
import { CodeBlock } from './code-block.ts';
import { ReadCode } from './read-code.ts';
import { contains, memberOf } from './type-shape.ts';
import { type Refer, WriteCode } from './write-code.ts';

/** What to generate. */
export interface GenerateOptions {
  /** The specifier by which the generated module imports the schema's. */
  readonly from: string;
  /** Whether the generated module is TypeScript or plain JavaScript. */
  readonly language: 'ts' | 'js';
}

/**
 * Generates a module that stands in for the one whose exports are given: it exports the same names, and its messages made by `defineMessage`
 * read and write the same bytes by straight-line code. Throws `BAD_MESSAGE_TYPE` when there is no such message.
 */
export const generateModule = (exports: Readonly<Record<string, unknown>>, options: GenerateOptions): string => {
  const messages = Object.entries(exports).filter((entry): entry is [string, SchemaMessageType<unknown>] =>
    isSchemaMessage(entry[1]),
  );
  if (messages.length === 0) {
    throw new UsageError('BAD_MESSAGE_TYPE', `${options.from} exports no message that defineMessage made`);
  }
  const from = JSON.stringify(options.from);
  return [
    `// Written by netmgr-codegen from ${options.from}, whose place this module takes. Do not edit it; run the command again.`,
    ...(options.language === 'ts'
      ? ['// @ts-nocheck', "import type { MessageOf } from '@netmgr/client/protocol';"]
      : []),
    `import * as schema from ${from};`,
    '',
    `export * from ${from};`,
    // `export *` leaves it out.
    ...('default' in exports && !isSchemaMessage(exports.default) ? ['export default schema.default;'] : []),
    ...messages.map(([name, type]) => messageCode(name, type, options)),
    '',
  ].join('\n');
};

const isSchemaMessage = (value: unknown): value is SchemaMessageType<unknown> => {
  const { id, fields, write, read } = (value ?? {}) as Partial<SchemaMessageType<unknown>>;
  return (
    typeof id === 'number' && typeof fields === 'object' && typeof write === 'function' && typeof read === 'function'
  );
};

const messageCode = (name: string, type: SchemaMessageType<unknown>, { language, from }: GenerateOptions): string => {
  const source = memberOf('schema', name);
  const isDefault = name === 'default';
  const references = new Map<string, string>();
  const refer = (path: string): string => {
    const reference = references.get(path) ?? `${name}_${references.size}`;
    references.set(path, reference);
    return reference;
  };
  const struct = { ...type, minBytes: 0 };
  const write = writeMethod(struct, source, refer);
  const read = readMethod(struct, source, refer);
  const annotation = language === 'ts' ? `: typeof ${source}` : '';
  return [
    '',
    ...[...references].map(([path, reference]) => `const ${reference} = ${path};`),
    ...(language === 'js' ? [`/** @type {typeof import(${JSON.stringify(from)}).${name}} */`] : []),
    `${isDefault ? 'const default_' : `export const ${name}`}${annotation} = {`,
    `  ...${source},`,
    `${write},`,
    `${read},`,
    '};',
    ...(isDefault ? ['export default default_;'] : []),
    ...(language === 'ts' && !isDefault ? [`export type ${name} = MessageOf<typeof ${source}>;`] : []),
  ].join('\n');
};

const writeMethod = (type: StructType<unknown>, source: string, refer: Refer): string => {
  const code = new CodeBlock(1);
  const body = new WriteCode(code, refer);
  code.braces('write(w, v)', () => {
    code.line('const start = w.position;');
    code.line('let p, view;');
    fastPath(code, type, () => {
      body.value(type, 'v', source);
      body.flush();
      code.line('return;');
    });
    code.line('w.rewind(start);');
    code.line(`${source}.write(w, v);`);
  });
  return code.toString();
};

const readMethod = (type: StructType<unknown>, source: string, refer: Refer): string => {
  const code = new CodeBlock(1);
  const byView = needsView(type);
  const body = new ReadCode(code, refer, byView);
  code.braces('read(r)', () => {
    code.line('const start = r.offset, end = r.end;');
    code.line(byView ? 'const view = r.view;' : 'const b = r.source;');
    code.line('let p = start;');
    fastPath(code, type, () => {
      const value = body.value(type, source);
      code.line('r.moveTo(p);');
      code.line(`return ${value};`);
    });
    code.line('r.moveTo(start);');
    code.line(`return ${source}.read(r);`);
  });
  return code.toString();
};

/** Adds the block that `break fast` leaves, and so does an error of a type that is called: the schema then throws it again, with its path. */
const fastPath = (code: CodeBlock, type: StructType<unknown>, inside: () => void): void => {
  const callsTypes = contains(type, ({ kind }) => kind === 'opaque');
  // Elsewhere only getters throw, and the schema would not add to that; `try` would cost a tenth of what writing a small message does.
  code.braces(callsTypes ? 'fast: try' : 'fast:', inside);
  if (callsTypes) code.line('catch {}');
};

const needsView = (type: StructType<unknown>): boolean =>
  contains(type, (shape) => shape.kind === 'fixed' && shape.scalar.readBytes === undefined);
