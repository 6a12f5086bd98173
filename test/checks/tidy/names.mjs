const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const EMPTY_NAMES = ['utils', 'util', 'helpers', 'helper', 'common', 'misc'];

/**
 * A file is named after the one thing inside, in kebab-case.
 * @param {readonly import('./source-file.mjs').SourceFile[]} files
 */
export const names = (files) =>
  files.flatMap(({ path }) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const empty = EMPTY_NAMES.find((each) => path.split(/[/.]/).includes(each));
    if (empty) return [{ path, line: 1, message: `"${empty}" names nothing; name the one thing inside` }];
    return KEBAB_CASE.test(name) ? [] : [{ path, line: 1, message: `${name} is not kebab-case` }];
  });
