import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { scenarios } from '../scenario/gallery/gallery.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { importModule } from './import-module.ts';

/** Gives the scenario of a name of the gallery, however it is spelled, or the default export of a module. */
export const loadScenario = async (nameOrPath: string): Promise<Scenario> => {
  const known = Object.values(scenarios).find(({ name }) => plain(name) === plain(nameOrPath));
  if (known !== undefined) return known;
  const path = resolve(nameOrPath);
  if (!existsSync(path)) {
    throw new Error(`there is no scenario or module '${nameOrPath}'; --scenario list lists the scenarios`);
  }
  const { default: exported } = await importModule(path);
  if (isScenario(exported)) return exported;
  throw new Error(`${nameOrPath} has no default export made by defineScenario()`);
};

/** Lists the gallery, one scenario a line. */
export const listScenarios = (): string =>
  Object.values(scenarios)
    .map(({ name, about }) => `${slugOf(name).padEnd(20)}${about}`)
    .join('\n');

const slugOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const isScenario = (value: unknown): value is Scenario => {
  if (typeof value !== 'object' || value === null) return false;
  const { name, run, clients } = value as Partial<Scenario>;
  return typeof name === 'string' && typeof run === 'function' && typeof clients === 'number';
};
