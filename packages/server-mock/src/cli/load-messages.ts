import type { MessageType } from '@netmgr/client/protocol';
import { importModule } from './import-module.ts';

/** Loads the message types that a JavaScript module exports, whatever else it exports. Rejects with an Error whose message is for the user. */
export const loadMessages = async (path: string): Promise<MessageType<unknown>[]> => {
  const exported = Object.values(await importModule(path));
  const messages = [...new Set(exported.filter(isMessageType))];
  if (messages.length === 0) throw new Error(`${path} exports no message types`);
  return messages;
};

/** Takes for message types what looks like them, so that a game's own module of messages can be given as it is. */
const isMessageType = (value: unknown): value is MessageType<unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const { id, write, read } = value as Partial<MessageType<unknown>>;
  return typeof id === 'number' && typeof write === 'function' && typeof read === 'function';
};
