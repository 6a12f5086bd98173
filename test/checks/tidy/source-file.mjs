import { visitorKeys } from 'oxc-parser';
import { parse, specifiersOf } from '../../support/specifiers.mjs';

/**
 * A parsed file. `path` is relative to the workspace and has forward slashes. `isTest` holds for a test or what only tests use.
 * @typedef {{ path: string, text: string, program: Node, specifiers: import('../../support/specifiers.mjs').Specifier[] }} SourceFile
 * @typedef {{ path: string, line: number, message: string }} Complaint
 * @typedef {{ type: string, start: number, end: number, [key: string]: any }} Node
 */

/**
 * @param {string} path
 * @param {string} text
 * @returns {SourceFile}
 */
export const createSourceFile = (path, text) => ({
  path,
  text,
  program: parse(path, text),
  specifiers: specifiersOf(path, text),
});

/** Tells whether a file is shipped: in a package's `src`, and no test. @param {SourceFile} file */
export const isShipped = ({ path }) => /^packages\/[^/]+\/src\//.test(path) && !isTest(path);

/** @param {string} path */
export const isTest = (path) => /\.test\.(ts|mjs)$/.test(path);

/** Tells the line of an offset, from 1. @param {SourceFile} file @param {number} offset */
export const lineOf = ({ text }, offset) => text.slice(0, offset).split('\n').length;

/** @param {SourceFile} file @param {Node} node @param {string} message @returns {Complaint} */
export const complain = (file, node, message) => ({ path: file.path, line: lineOf(file, node.start), message });

/**
 * Walks a tree, parents first. `visit` returns false to leave a node's children out.
 * @param {Node} node
 * @param {(node: Node, parent: Node | undefined) => boolean} visit
 * @param {Node} [parent]
 */
export const walk = (node, visit, parent) => {
  if (visit(node, parent) === false) return;
  for (const key of visitorKeys[node.type] ?? [])
    for (const child of [node[key]].flat()) if (child) walk(child, visit, node);
};
