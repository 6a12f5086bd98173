import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadMessages } from './load-messages.ts';

const TYPE = "const type = (id) => ({ id, name: 'Msg' + id, write: () => {}, read: () => 0 });\n";

const load = async (ending: string, text: string): Promise<unknown[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'netmgr-messages-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, `messages.${ending}`);
  await writeFile(path, TYPE + text);
  return (await loadMessages(path)).map(({ id }) => id).sort();
};

it.each([
  [
    'an ES module',
    'mjs',
    'export const A = type(1); export default type(2); export const other = 3, nothing = null;',
    [1, 2],
  ],
  ['an ES module that awaits at its top', 'mjs', 'export const A = await Promise.resolve(type(1));', [1]],
  ['CommonJS', 'cjs', 'exports.A = type(1); exports.B = type(2); exports.C = exports.B;', [1, 2]],
  [
    'CommonJS whose names only running it tells',
    'cjs',
    "module.exports = Object.fromEntries([1, 2].map((id) => ['M' + id, type(id)]));",
    [1, 2],
  ],
] as const)('finds the message types of %s', async (_kind, ending, text, ids) => {
  expect(await load(ending, text)).toEqual(ids);
});

it('says so when there are none, and hands on what the module throws', async () => {
  await expect(load('mjs', 'export const a = 1;')).rejects.toThrow('exports no message types');
  await expect(load('mjs', "throw new Error('not today');")).rejects.toThrow('not today');
});
