import { buildPackage } from '../rollup.package.mjs';
import { buildBundles } from './rollup.bundles.mjs';

const root = import.meta.dirname;

export default async () => [
  ...(await buildPackage({
    root,
    entries: ['index', 'inspector', 'node', 'protocol', 'wechat', 'worker-clock'],
    commands: ['codegen'],
  })),
  ...(await buildBundles(root)),
];
