import type { MessageType } from '@netmgr/client/node';
import { importModule } from './import-module.ts';

/** Loads the message types that a JavaScript module exports, alone or in lists, whatever else it exports. */
export const loadMessages = async (path: string): Promise<readonly MessageType<unknown>[]> => {
  const messages = pickMessages(Object.values(await importModule(path)).flat());
  if (messages.length === 0) throw new Error(`${path} exports no message types`);
  return messages;
};

/** Picks what looks like message types. */
export const pickMessages = (values: Iterable<unknown>): MessageType<unknown>[] => [
  ...new Set([...values].filter(isMessageType)),
];

const isMessageType = (value: unknown): value is MessageType<unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const { id, write, read } = value as Partial<MessageType<unknown>>;
  return typeof id === 'number' && typeof write === 'function' && typeof read === 'function';
};
