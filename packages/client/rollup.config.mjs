import { buildPackage } from '../rollup.package.mjs';

export default buildPackage({ root: import.meta.dirname, entries: ['index', 'node', 'protocol', 'wechat'] });
