import type { BotScript } from './bot-script.ts';
import { BUILT_IN_SCRIPTS } from './built-in-scripts.ts';
import { importModule } from './import-module.ts';

/** Gives a built-in script by its name, or the default export of a module. Rejects with an Error whose message is for the user. */
export const loadScript = async (nameOrPath: string): Promise<BotScript> => {
  const builtIn = BUILT_IN_SCRIPTS[nameOrPath];
  if (builtIn !== undefined) return builtIn;
  const { default: script } = await importModule(nameOrPath);
  if (isScript(script)) return script;
  throw new Error(`${nameOrPath} has no default export with a function loop or onConnect`);
};

const isScript = (value: unknown): value is BotScript => {
  if (typeof value !== 'object' || value === null) return false;
  const { onConnect, loop, measures } = value as BotScript;
  const parts = [onConnect, loop].filter((part) => part !== undefined);
  const isMeasured = measures === undefined || measures === 'requests' || measures === 'heartbeats';
  return (
    isMeasured && parts.every((part) => typeof part === 'function') && (parts.length > 0 || measures !== undefined)
  );
};
