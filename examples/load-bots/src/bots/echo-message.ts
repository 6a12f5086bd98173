import { defineMessage, type MessageOf, type MessageType, t } from '@netmgr/client/node';

/** Both ways: the server sends back what it was sent. */
export const EchoMsg = defineMessage(7001, 'EchoMsg', { seq: t.int, text: t.string });
export type EchoMsg = MessageOf<typeof EchoMsg>;

/** Every message of the built-in script. */
export const MESSAGES: readonly MessageType<unknown>[] = [EchoMsg];
