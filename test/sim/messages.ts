import { defineMessage, t } from '@netmgr/client';

/** Server to client: `dial` is the connection that it is sent on, `index` counts there. */
export const TickMsg = defineMessage(2001, 'TickMsg', { dial: t.int, index: t.int, pad: t.bytes });

/** Client to server: `serial` is used once in a simulation. */
export const MoveMsg = defineMessage(2002, 'MoveMsg', { serial: t.int, pad: t.bytes });

/** Client to server: asks for an `AnswerMsg`, or for silence. */
export const AskMsg = defineMessage(2003, 'AskMsg', { serial: t.int, wantsAnswer: t.bool });

/** Server to client: answers an `AskMsg`. */
export const AnswerMsg = defineMessage(2004, 'AnswerMsg', { serial: t.int });

/** Server to client: its bodies are broken. */
export const BrokenMsg = defineMessage(2005, 'BrokenMsg', { text: t.string });

/** Nobody's id. */
export const UNKNOWN_ID = 3000;

/** Every type that both sides know. */
export const MESSAGES = [TickMsg, MoveMsg, AskMsg, AnswerMsg, BrokenMsg] as const;

/** Makes bytes that their seed and length tell apart. */
export const padOf = (seed: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (seed * 31 + i * 7) & 0xff);
