import { describe, expect, test } from 'vitest';
import { circles } from './circles.mjs';
import { deadFiles } from './dead-files.mjs';
import { globals } from './globals.mjs';
import { imports } from './imports.mjs';
import { lengths } from './lengths.mjs';
import { moduleState } from './module-state.mjs';
import { names } from './names.mjs';
import { createSourceFile } from './source-file.mjs';

/**
 * Runs a rule over a workspace given as paths and texts; a path without a package lies in the client's sources.
 * @param {(files: import('./source-file.mjs').SourceFile[]) => import('./source-file.mjs').Complaint[]} rule
 * @param {Record<string, string>} texts
 */
const complaintsOf = (rule, texts) => {
  const files = Object.entries(texts).map(([path, text]) =>
    createSourceFile(/^(packages|test|examples)\//.test(path) ? path : `packages/client/src/${path}`, text),
  );
  return rule(files).map(({ path, line, message }) => `${path.replace('packages/client/src/', '')}:${line} ${message}`);
};

describe('imports', () => {
  test.each([
    ['sideways', 'protocol/a.ts', "import '../connection/b.ts'", 'client protocol may not import client connection'],
    ['upward', 'connection/a.ts', "import '../net-mgr.ts'", 'client connection may not import client shell'],
    [
      'upward as a type',
      'clock.ts',
      "export type { A } from './options.ts'",
      'client foundation may not import client context',
    ],
    [
      'upward, lazily',
      'errors.ts',
      "const a = () => import('./net-mgr.ts')",
      'client foundation may not import client shell',
    ],
    [
      'upward in a type expression',
      'option-checks.ts',
      "let a: import('./events.ts').E",
      'client foundation may not import client context',
    ],
    ['from the mock', 'net-mgr.ts', "import '@netmgr/server-mock'", 'the client never imports the mock'],
    ['of a Node module', 'link.ts', "import 'node:net'", 'node:net is not for every runtime'],
    ['of ws', 'transport/web-socket-transport.ts', "import 'ws'", 'ws is not for every runtime'],
    [
      'past the public names',
      'packages/server-mock/src/codec.ts',
      "import '@netmgr/client/errors'",
      '@netmgr/client/errors is no public name',
    ],
    ['into a package', 'test/sim/a.test.ts', "import '../../packages/client/src/clock.ts'", 'reaches into a package'],
    [
      'into the other package',
      'packages/server-mock/src/codec.ts',
      "import '../../client/src/clock.ts'",
      'reaches into a package',
    ],
    ['from nowhere', 'new-thing.ts', '', 'belongs to no layer yet'],
  ])('an import %s is refused', (_, path, text, message) => {
    expect(complaintsOf(imports, { [path]: text })).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    [
      'downward',
      'net-mgr.ts',
      "import './protocol/a.ts'; import './transport/transport.ts'; import './connection/b.ts'",
    ],
    ['inside an area', 'protocol/a.ts', "import './b.ts'; import '../errors.ts'"],
    ['of Node where it belongs', 'transport/tcp-transport.ts', "import 'node:net'"],
    ['of a public name', 'packages/server-mock/src/codec.ts', "import '@netmgr/client/protocol'"],
    ['of anything of its package in a unit test', 'protocol/a.test.ts', "import '../net-mgr.ts'; import 'node:fs'"],
  ])('an import %s is fine', (_, path, text) => {
    expect(complaintsOf(imports, { [path]: text })).toEqual([]);
  });
});

test('files that import each other at run time are refused, types that refer to each other are not', () => {
  const circle = {
    'inbox.ts': "import './outbox.ts'",
    'outbox.ts': "import './link.ts'",
    'link.ts': "export * from './inbox.ts'",
  };
  expect(complaintsOf(circles, circle)).toEqual([expect.stringContaining('a circle: ')]);
  expect(
    complaintsOf(circles, { 'inbox.ts': "import './outbox.ts'", 'outbox.ts': "import type { A } from './inbox.ts'" }),
  ).toEqual([]);
});

test('a file that only its own test reaches is refused', () => {
  const texts = {
    'index.ts': "export * from './link.ts'",
    'link.ts': '',
    'inbox.ts': '',
    'inbox.test.ts': "import './inbox.ts'",
  };
  expect(complaintsOf(deadFiles, texts)).toEqual([expect.stringContaining('inbox.ts:1 no entry reaches')]);
  expect(complaintsOf(deadFiles, { ...texts, 'link.test.ts': "import './inbox.ts'" })).toEqual([]);
});

describe('globals', () => {
  test.each([
    ['setTimeout(f, 1)', 'setTimeout'],
    ['const a = { f: setInterval }', 'setInterval'],
    ['globalThis.setTimeout(f)', 'setTimeout'],
    ["window['setTimeout'](f)", 'setTimeout'],
    ['const now = () => Date.now()', 'Date'],
    ['const a = typeof performance', 'performance'],
    ['const r = Math.random', 'Math.random'],
    ["console.log('a')", 'console'],
    ["new Function('a')", 'Function'],
    ["eval('a')", 'eval'],
  ])('%s is refused', (text, name) => {
    expect(complaintsOf(globals, { 'link.ts': text })).toEqual([
      `link.ts:1 ${name} is not to be used here; take it as a parameter`,
    ]);
  });

  test.each([
    'a.setTimeout()',
    'const a = { Date: 1 }',
    'let a: Date',
    'interface A { console: Console }',
    'class A { performance() {} }',
    'Math.max(1)',
  ])('%s is fine', (text) => {
    expect(complaintsOf(globals, { 'link.ts': text })).toEqual([]);
  });

  test('a global is fine in the file that brings it in, and in tests', () => {
    expect(complaintsOf(globals, { 'clock.ts': 'setTimeout(f)', 'link.test.ts': 'setTimeout(f)' })).toEqual([]);
  });
});

describe('module state', () => {
  test.each([
    ['let count = 0', 'module-level let'],
    ['export let count = 0', 'module-level let'],
    ['var count = 0', 'module-level var'],
    ['const seen = new Map()', 'seen can change'],
    ['export const list: string[] = []', 'list can change'],
    ['const scratch = new Float64Array(1)', 'scratch can change'],
    ['register()', 'work at import time'],
  ])('%s is refused', (text, message) => {
    expect(complaintsOf(moduleState, { 'link.ts': `\n${text}` })).toEqual([
      expect.stringMatching(`^link.ts:2 .*${message}`),
    ]);
  });

  test.each([
    'const a = () => { let b = 0; return b; }',
    'const a: ReadonlySet<string> = new Set()',
    'const none = new Uint8Array(0)',
    'const a = [1] as const',
    "'use strict'",
  ])('%s is fine', (text) => {
    expect(complaintsOf(moduleState, { 'link.ts': text })).toEqual([]);
  });
});

test('a file of more than 300 lines and a function of more than 60 are refused', () => {
  const lines = (/** @type {number} */ count) => 'a;\n'.repeat(count);
  expect(complaintsOf(lengths, { 'link.ts': lines(300), 'inbox.ts': `const f = () => {\n${lines(58)}}` })).toEqual([]);
  expect(complaintsOf(lengths, { 'link.ts': lines(301) })).toEqual(['link.ts:301 301 lines; at most 300']);
  expect(complaintsOf(lengths, { 'inbox.ts': `\nclass A { f() {\n${lines(59)}} }` })).toEqual([
    'inbox.ts:2 a function of 61 lines; at most 60',
  ]);
});

test('a file name in another case, or one that names nothing, is refused', () => {
  expect(
    complaintsOf(names, { 'byte-reader.ts': '', 'byte-reader.test.ts': '', 'test/contract/tcp.contract.ts': '' }),
  ).toEqual([]);
  expect(complaintsOf(names, { 'byteReader.ts': '' })).toEqual(['byteReader.ts:1 byteReader.ts is not kebab-case']);
  expect(complaintsOf(names, { 'protocol/helpers.ts': '', 'test/utils/a.ts': '' })).toHaveLength(2);
});
