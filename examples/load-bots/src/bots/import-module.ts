import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Loads what a JavaScript module exports. Rejects with what the module throws, and names it where Node does not: when there is none, or when it cannot be parsed. */
export const importModule = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
  const file = resolve(path);
  if (!existsSync(file)) throw new Error(`there is no module ${path}`);
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Error(`${path}, or what it imports, is no module: ${error.message} (node --check tells the line)`);
  }
};
