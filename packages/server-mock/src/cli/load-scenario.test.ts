import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { scenarios } from '../scenario/gallery/gallery.ts';
import { listScenarios, loadScenario } from './load-scenario.ts';

const writeModule = async (text: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'netmgr-scenario-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'scenario.mjs');
  await writeFile(path, text);
  return path;
};

it('knows the gallery by name, however it is spelled', () => {
  for (const name of ['train tunnel', 'train-tunnel', 'trainTunnel', 'TRAIN_TUNNEL']) {
    expect(loadScenario(name)).toBe(scenarios.trainTunnel);
  }
  expect(loadScenario('wi-fi-to-4g')).toBe(scenarios.wifiTo4g);
});

it('lists each by a name that it takes', () => {
  const names = listScenarios()
    .split('\n')
    .map((line) => line.split(' ')[0]!);
  expect(names.map(loadScenario)).toEqual(Object.values(scenarios));
  expect(listScenarios()).toContain('lift                3 s without network');
});

it('loads the default export of a module', async () => {
  const path = await writeModule(`export default { name: 'mine', about: '', clients: 0, run: async () => {} };`);
  expect(loadScenario(path).name).toBe('mine');
});

it('says what is wrong with a name or a module', async () => {
  expect(() => loadScenario('train-tunel')).toThrow("there is no scenario or module 'train-tunel'");
  const path = await writeModule('export const scenario = 1;');
  expect(() => loadScenario(path)).toThrow('has no default export made by defineScenario()');
});
