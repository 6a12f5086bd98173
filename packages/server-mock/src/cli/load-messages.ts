import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { MessageType } from '@netmgr/client/protocol';

/** Loads the message types that a JavaScript module exports, whatever else it exports. Throws an Error whose message is for the user. */
export const loadMessages = (path: string): MessageType<unknown>[] => {
  const exported: Record<string, unknown> = createRequire(import.meta.url)(resolve(path));
  const messages = Object.values(exported).filter(isMessageType);
  if (messages.length === 0) throw new Error(`${path} exports no message types`);
  return messages;
};

/** Takes for message types what looks like them, so that a game's own module of messages can be given as it is. */
const isMessageType = (value: unknown): value is MessageType<unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const { id, write, read } = value as Partial<MessageType<unknown>>;
  return typeof id === 'number' && typeof write === 'function' && typeof read === 'function';
};
