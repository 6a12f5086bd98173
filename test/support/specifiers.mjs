import { parseSync, Visitor } from 'oxc-parser';

/**
 * A module that another one names, and where: `start` and `end` enclose the quotes.
 * @typedef {{ value: string, start: number, end: number, typeOnly: boolean }} Specifier
 */

/**
 * Lists every module that a source names: imports, re-exports, `import()` and types spelled `import('…')`, in source order.
 * @param {string} path decides the language by its ending
 * @param {string} source
 * @returns {Specifier[]}
 */
export const specifiersOf = (path, source) => {
  /** @type {Specifier[]} */
  const found = [];
  /** @param {unknown} literal @param {boolean} typeOnly */
  const add = (literal, typeOnly) => {
    const { type, value, start, end } = /** @type {import('oxc-parser').StringLiteral} */ (literal ?? {});
    if (type === 'Literal' && typeof value === 'string') found.push({ value, start, end, typeOnly });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.importKind === 'type' || everySpecifierIsType(node)),
    ExportNamedDeclaration: (node) => add(node.source, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => add(node.source, node.exportKind === 'type'),
    ImportExpression: (node) => add(node.source, false),
    TSImportType: (node) => add(node.source, true),
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') add(node.arguments[0], false);
    },
  }).visit(parse(path, source));
  return found.sort((a, b) => a.start - b.start);
};

/** @param {import('oxc-parser').ImportDeclaration} node */
const everySpecifierIsType = (node) =>
  node.specifiers.length > 0 &&
  node.specifiers.every((each) => each.type === 'ImportSpecifier' && each.importKind === 'type');

/**
 * Parses a source; a syntax error throws and names the file.
 * @param {string} path
 * @param {string} source
 */
export const parse = (path, source) => {
  const { program, errors } = parseSync(path, source);
  if (errors[0]) throw new SyntaxError(`${path}: ${errors[0].message}`);
  return program;
};
