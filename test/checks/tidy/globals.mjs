import { complain, isShipped, walk } from './source-file.mjs';

/** What a shipped file takes from its caller instead: a `Clock`, a `Random`, a `Logger`. */
const BANNED = ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'performance', 'Math.random', 'console'];

/** Never, anywhere: it fails under a Content-Security-Policy. */
const FORBIDDEN = ['eval', 'Function'];

/** Where the real ones come in.
 * @type {Record<string, readonly string[]>} */
const ALLOWED = {
  'packages/client/src/clock.ts': ['setTimeout', 'Date', 'performance'],
  'packages/client/src/node-clock.ts': ['setTimeout', 'performance'],
  'packages/client/src/codegen.ts': ['console'],
  'packages/client/src/options.ts': ['Math.random'],
  'packages/server-mock/src/cli.ts': ['console'],
};

const GLOBAL_OBJECTS = ['globalThis', 'window', 'self', 'global'];

/** Subtrees that hold types alone. */
const TYPES = [
  'TSTypeAnnotation',
  'TSTypeParameterInstantiation',
  'TSTypeParameterDeclaration',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSClassImplements',
];

/**
 * Shipped code reaches neither time, chance nor the console on its own, and makes no code out of text.
 * @param {readonly import('./source-file.mjs').SourceFile[]} files
 */
export const globals = (files) =>
  files.filter(isShipped).flatMap((file) => {
    const banned = [...FORBIDDEN, ...BANNED.filter((name) => !ALLOWED[file.path]?.includes(name))];
    /** @type {import('./source-file.mjs').Complaint[]} */
    const complaints = [];
    walk(file.program, (node, parent) => {
      if (TYPES.includes(node.type)) return false;
      const name = globalNameOf(node, parent);
      if (name && banned.includes(name))
        complaints.push(complain(file, node, `${name} is not to be used here; take it as a parameter`));
      return true;
    });
    return complaints;
  });

/**
 * Names the global that a node means: `setTimeout`, `globalThis.setTimeout` or `Math.random`.
 * @param {import('./source-file.mjs').Node} node
 * @param {import('./source-file.mjs').Node | undefined} parent
 */
const globalNameOf = (node, parent) => {
  if (node.type === 'MemberExpression' && node.object.type === 'Identifier') {
    const property = node.computed ? node.property.value : node.property.name;
    if (node.object.name === 'Math') return `Math.${property}`;
    return GLOBAL_OBJECTS.includes(node.object.name) ? property : undefined;
  }
  const isKey =
    parent && !parent.computed && (parent.property === node || (parent.key === node && parent.value !== node));
  return node.type === 'Identifier' && !isKey ? node.name : undefined;
};
