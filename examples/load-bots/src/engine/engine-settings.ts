import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { NodeNetMgrOptions } from '@netmgr/client/node';
import type { BotScript } from '../bots/bot-script.ts';
import { BUILT_IN_SCRIPTS } from '../bots/built-in-scripts.ts';
import { parseDuration } from '../bots/duration.ts';
import { loadScript } from '../bots/load-script.ts';
import { loadMessages } from '../bots/message-module.ts';
import type { TestScript } from './artillery.ts';

/** What `config.engines.netmgr` says, with its modules loaded. */
export interface EngineSettings {
  readonly script: BotScript;
  readonly net: NodeNetMgrOptions;
  readonly requestTimeoutMs: number;
}

const REQUEST_TIMEOUT_MS = 10_000;
const KNOWN = ['messages', 'script', 'timeout', 'options'];

/** Loads the modules that `config.engines.netmgr` names. Rejects with an Error that names what is wrong. */
export const loadSettings = async (test: TestScript): Promise<EngineSettings> => {
  const given = (test.config.engines?.netmgr ?? {}) as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(given)) {
    if (!KNOWN.includes(name))
      throw new Error(`config.engines.netmgr has no option ${name}; it knows ${KNOWN.join(', ')}`);
  }
  const { messages, script: scriptName, timeout, options } = given;
  const script = scriptName === undefined ? {} : await loadScript(locate(String(scriptName), test));
  const types = messages === undefined ? [] : await loadMessages(locate(String(messages), test));
  const requestTimeoutMs = timeout === undefined ? REQUEST_TIMEOUT_MS : parseDuration(String(timeout));
  if (requestTimeoutMs === undefined) throw new Error(`config.engines.netmgr.timeout is no duration: ${timeout}`);
  return {
    script,
    requestTimeoutMs,
    net: {
      ...script.options,
      ...(options as NodeNetMgrOptions | undefined),
      messages: [...new Set([...(script.messages ?? []), ...types])],
    },
  };
};

/** Finds a module beside the test script, as Artillery does with its own, or in the working directory, where workers elsewhere unpack it. */
const locate = (path: string, { _scriptPath, _configPath }: TestScript): string => {
  if (path in BUILT_IN_SCRIPTS) return path;
  const folders = [_scriptPath, _configPath].flatMap((file) => (file === undefined ? [] : [dirname(resolve(file))]));
  const places = [...folders, process.cwd()].map((folder) => resolve(folder, path));
  return places.find((place) => existsSync(place)) ?? path;
};
