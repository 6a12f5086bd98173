import { join } from 'node:path';

// Not by URL, as tests in jsdom have another one.
const source = (path: string): string => join(import.meta.dirname, '../../packages', path);

/** Tests read the sources; `test/checks` is what proves the built packages. Longest names first: an alias matches prefixes. */
export const SOURCES = {
  '@netmgr/client/inspector': source('client/src/inspector.ts'),
  '@netmgr/client/node': source('client/src/node.ts'),
  '@netmgr/client/protocol': source('client/src/protocol.ts'),
  '@netmgr/client/wechat': source('client/src/wechat.ts'),
  '@netmgr/client/worker-clock': source('client/src/worker-clock.ts'),
  '@netmgr/client': source('client/src/index.ts'),
  '@netmgr/server-mock/node': source('server-mock/src/node.ts'),
  '@netmgr/server-mock/vitest': source('server-mock/src/vitest.ts'),
  '@netmgr/server-mock': source('server-mock/src/index.ts'),
};
