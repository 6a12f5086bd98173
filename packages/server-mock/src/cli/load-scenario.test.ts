import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { scenarios } from '../scenario/gallery/gallery.ts';
import { listScenarios, loadScenario } from './load-scenario.ts';

const writeModule = async (text: string, ending = 'mjs'): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'netmgr-scenario-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, `scenario.${ending}`);
  await writeFile(path, text);
  return path;
};

it('knows the gallery by name, however it is spelled', async () => {
  for (const name of ['train tunnel', 'train-tunnel', 'trainTunnel', 'TRAIN_TUNNEL']) {
    expect(await loadScenario(name)).toBe(scenarios.trainTunnel);
  }
  expect(await loadScenario('wi-fi-to-4g')).toBe(scenarios.wifiTo4g);
});

it('lists each by a name that it takes', async () => {
  const names = listScenarios()
    .split('\n')
    .map((line) => line.split(' ')[0]!);
  expect(await Promise.all(names.map(loadScenario))).toEqual(Object.values(scenarios));
  expect(listScenarios()).toContain('lift                3 s without network');
});

it('loads the default export of a module', async () => {
  const path = await writeModule(`export default { name: 'mine', about: '', clients: 0, run: async () => {} };`);
  expect((await loadScenario(path)).name).toBe('mine');
});

it.each([
  [
    'an ES module that awaits at its top',
    'mjs',
    "const name = await Promise.resolve('mine');\nexport default { name, about: '', clients: 0, run: async () => {} };",
  ],
  ['CommonJS', 'cjs', "module.exports = { name: 'mine', about: '', clients: 0, run: async () => {} };"],
  [
    'CommonJS that was an ES module',
    'cjs',
    "exports.__esModule = true; exports.default = { name: 'mine', about: '', clients: 0, run: async () => {} };",
  ],
])('loads %s', async (_kind, ending, text) => {
  expect((await loadScenario(await writeModule(text, ending))).name).toBe('mine');
});

it('says what is wrong with a name or a module', async () => {
  await expect(loadScenario('train-tunel')).rejects.toThrow("there is no scenario or module 'train-tunel'");
  const path = await writeModule('export const scenario = 1;');
  await expect(loadScenario(path)).rejects.toThrow('has no default export made by defineScenario()');
});
