import { UsageError } from '../errors.ts';
import type { FieldType, StructType } from '../protocol/field-types.ts';
import type { SchemaMessageType } from '../protocol/message-type.ts';
import { CodeBlock } from './code-block.ts';
import { ReadCode } from './read-code.ts';
import { memberOf, shapeOf } from './type-shape.ts';
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
    code.braces('fast: try', () => {
      body.value(type, 'v', source);
      body.flush();
      code.line('return;');
    });
    code.line('catch {}');
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
    code.braces('fast: try', () => {
      const value = body.value(type, source);
      code.line('r.moveTo(p);');
      code.line(`return ${value};`);
    });
    code.line('catch {}');
    code.line('r.moveTo(start);');
    code.line(`return ${source}.read(r);`);
  });
  return code.toString();
};

const needsView = (type: FieldType<unknown>): boolean => {
  const shape = shapeOf(type);
  if (shape.kind === 'fixed') return shape.scalar.readBytes === undefined;
  if (shape.kind === 'struct') return Object.values(shape.fields).some(needsView);
  if (shape.kind === 'list') return needsView(shape.element);
  return shape.kind === 'optional' && needsView(shape.type);
};
