import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Loads what a JavaScript module exports. Rejects with what the module throws, and says which it was when there is none. */
export const importModule = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
  const file = resolve(path);
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    if (isMissing && String(error).includes(file)) throw new Error(`there is no module ${path}`);
    throw error;
  }
};
