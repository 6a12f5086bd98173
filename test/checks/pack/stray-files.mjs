const REQUIRED = [
  'package.json',
  'README.md',
  'LICENSE',
  'dist/index.js',
  'dist/index.cjs',
  'dist/index.d.ts',
  'dist/index.d.cts',
];

const WELCOME = [
  /^package\.json$/,
  /^README\.md$/,
  /^LICENSE$/,
  /^docs\/[A-Z-]+\.md$/,
  /^docs\/[a-z-]+\.png$/,
  /^docs\/guides\/[a-z-]+\.md$/,
  /^dist\/netmgr\.licenses\.txt$/,
  /^dist\/.+\.(js|cjs)(\.map)?$/,
  /^dist\/.+\.d\.(ts|cts)$/,
];

const UNWELCOME = /\.test\./;

/**
 * A tarball holds the build, its types, the licence and what a reader needs; nothing is missing, and nothing else slips in.
 * @param {import('./pack-package.mjs').PackedPackage} packed
 */
export const strayFiles = ({ name, files }) => [
  ...REQUIRED.filter((file) => !files.includes(file)).map((file) => `${name}: ${file} is missing`),
  ...files
    .filter((file) => UNWELCOME.test(file) || !WELCOME.some((pattern) => pattern.test(file)))
    .map((file) => `${name}: ${file} does not belong in the package`),
];
