import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

/** Tests read the sources; `test/checks` is what proves the built packages. Longest names first: an alias matches prefixes. */
const alias = {
  '@netmgr/client/node': source('client/src/node.ts'),
  '@netmgr/client/protocol': source('client/src/protocol.ts'),
  '@netmgr/client': source('client/src/index.ts'),
  '@netmgr/server-mock/node': source('server-mock/src/node.ts'),
  '@netmgr/server-mock': source('server-mock/src/index.ts'),
};

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['packages/*/src/**/*.test.ts', 'test/{contract,scenario,sim,conformance,hostile,support}/**/*.test.ts'],
        },
      },
    ],
  },
});
