import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Loads what a JavaScript module exports, be it an ES module, also one that awaits at its top, or CommonJS.
 * Rejects with what the module throws.
 */
export const importModule = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
  const exported: Record<string, unknown> = await import(pathToFileURL(resolve(path)).href);
  const { default: whole } = exported;
  if (typeof whole !== 'object' || whole === null) return exported;
  // What a CommonJS module exports is the default export of its import, and not all of its names are found without running it.
  return { ...whole, ...exported, default: 'default' in whole ? whole.default : whole };
};
