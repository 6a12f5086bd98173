import { availableParallelism } from 'node:os';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromeLaunchOptions } from './test/support/find-chrome.mjs';
import { SOURCES } from './test/support/sources.ts';

const project = (name: string, test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration => ({
  extends: true,
  test: { name, ...test },
});

const LEFT_OUT = ['**/{node_modules,dist,build}/**', '**/*.{jsdom,chromium,long}.test.ts'];

const node = project('node', {
  include: ['{packages,test,examples}/**/*.test.{ts,mjs}'],
  exclude: [...LEFT_OUT, 'test/browser/**'],
});

// A browser that draws takes all the cores there are, for seconds: what ran beside it could not tell slow from hung. Hence the orders, and one page at a time.
const pages = project('pages', {
  include: ['test/browser/**/*.test.ts'],
  exclude: LEFT_OUT,
  sequence: { groupOrder: 1 },
  maxWorkers: 1,
});

const jsdom = project('jsdom', {
  include: ['{packages,test}/**/*.jsdom.test.ts'],
  environment: 'jsdom',
});

const chromium = async (): Promise<TestProjectInlineConfiguration> =>
  project('chromium', {
    include: ['test/browser/**/*.chromium.test.ts'],
    globalSetup: ['test/browser/global-setup.ts'],
    sequence: { groupOrder: 2 },
    browser: {
      enabled: true,
      headless: true,
      provider: playwright({ launchOptions: await chromeLaunchOptions() }),
      instances: [{ browser: 'chromium' }],
      screenshotFailures: false,
    },
  });

const long = project('long', { include: ['{packages,test,examples}/**/*.long.test.ts'], testTimeout: 30 * 60_000 });

const everyday = async (): Promise<TestProjectInlineConfiguration[]> =>
  process.env.NETMGR_SKIP_BROWSER === '1' ? [node, jsdom, pages] : [node, jsdom, pages, await chromium()];

export default defineConfig({
  resolve: { alias: SOURCES },
  test: {
    testTimeout: 10_000,
    // Many tests wait for real time, so a worker for each core is not too much, also on two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: process.env.NETMGR_LONG === '1' ? [long] : await everyday(),
  },
});
