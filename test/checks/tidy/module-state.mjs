import { COMMANDS } from './layers.mjs';
import { complain, isShipped } from './source-file.mjs';

const CONTAINERS = [
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'Array',
  'ArrayBuffer',
  'DataView',
  'Uint8Array',
  'Float32Array',
  'Float64Array',
];

/**
 * A shipped module keeps nothing that changes and does no work at import time, so that bundlers can drop it and two users never meet in it.
 * @param {readonly import('./source-file.mjs').SourceFile[]} files
 */
export const moduleState = (files) =>
  files
    .filter((file) => isShipped(file) && !COMMANDS.includes(file.path))
    .flatMap((file) =>
      /** @type {import('./source-file.mjs').Node[]} */ (file.program.body).flatMap((node) => complaintsOf(file, node)),
    );

/** @param {import('./source-file.mjs').SourceFile} file @param {import('./source-file.mjs').Node} statement */
const complaintsOf = (file, statement) => {
  const node = statement.declaration ?? statement;
  if (node.type === 'ExpressionStatement' && !node.directive) return [complain(file, node, 'work at import time')];
  if (node.type !== 'VariableDeclaration') return [];
  if (node.kind !== 'const')
    return [complain(file, node, `module-level ${node.kind}: state belongs to an object that somebody owns`)];
  return /** @type {import('./source-file.mjs').Node[]} */ (node.declarations)
    .filter(isMutable)
    .map((declarator) =>
      complain(file, declarator, `${declarator.id.name} can change: declare it read-only, or give it an owner`),
    );
};

/** A container counts as constant when its declared type is `Readonly…`. @param {import('./source-file.mjs').Node} declarator */
const isMutable = ({ id, init }) => {
  const type = id.typeAnnotation?.typeAnnotation;
  const isReadonly = type?.typeName?.name?.startsWith('Readonly') || type?.type === 'TSTypeOperator';
  if (!init || isReadonly) return false;
  if (init.type === 'NewExpression') return CONTAINERS.includes(init.callee.name) && init.arguments[0]?.value !== 0;
  return (
    (init.type === 'ArrayExpression' && init.elements.length === 0) ||
    (init.type === 'ObjectExpression' && init.properties.length === 0)
  );
};
