import { complain, isShipped, walk } from './source-file.mjs';

const MAX_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 60;

/**
 * No shipped file and no function in it grows past what one takes in at a glance.
 * @param {readonly import('./source-file.mjs').SourceFile[]} files
 */
export const lengths = (files) =>
  files.filter(isShipped).flatMap((file) => [...longFile(file), ...longFunctions(file)]);

/** @param {import('./source-file.mjs').SourceFile} file */
const longFile = (file) => {
  const lines = linesOf(file.text.trimEnd());
  return lines > MAX_FILE_LINES
    ? [{ path: file.path, line: lines, message: `${lines} lines; at most ${MAX_FILE_LINES}` }]
    : [];
};

/** @param {import('./source-file.mjs').SourceFile} file */
const longFunctions = (file) => {
  /** @type {import('./source-file.mjs').Complaint[]} */
  const complaints = [];
  walk(file.program, (node) => {
    if (!['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type)) return true;
    const lines = linesOf(file.text.slice(node.start, node.end));
    if (lines > MAX_FUNCTION_LINES)
      complaints.push(complain(file, node, `a function of ${lines} lines; at most ${MAX_FUNCTION_LINES}`));
    return true;
  });
  return complaints;
};

/** @param {string} text */
const linesOf = (text) => text.split('\n').length;
