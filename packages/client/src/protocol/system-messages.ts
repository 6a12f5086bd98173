import { UsageError } from '../errors.ts';
import { HEART_ID, QUIT_ID } from './constants.ts';
import { checkMessageType, type MessageType } from './message-type.ts';

/** The ids of the messages that the SDK itself speaks. */
export interface SystemIds {
  /** The id of `HeartMsg`. @default 999 */
  readonly heart: number;
  /** The id of `QuitMsg`. @default 1003 */
  readonly quit: number;
}

/** The ids of a server that was not told otherwise. */
export const DEFAULT_SYSTEM_IDS: SystemIds = { heart: HEART_ID, quit: QUIT_ID };

const DEFAULT_RESERVED_IDS: ReadonlyMap<number, string> = new Map([
  [HEART_ID, 'HeartMsg'],
  [QUIT_ID, 'QuitMsg'],
]);

/** Creates the heartbeat: the client sends it on a timer, the server answers with the same frame. Its body is empty. */
export const createHeartMsg = (id: number = HEART_ID): MessageType<undefined> => emptyMessage(id, 'HeartMsg');

/** Creates the goodbye: whoever sends it leaves on purpose. Its body is empty. */
export const createQuitMsg = (id: number = QUIT_ID): MessageType<undefined> => emptyMessage(id, 'QuitMsg');

/** Maps the ids to the names of their owners, and refuses ids that are no ints or the same with `BAD_OPTION`. */
export const reservedIds = (ids: SystemIds): ReadonlyMap<number, string> => {
  if (ids === DEFAULT_SYSTEM_IDS) return DEFAULT_RESERVED_IDS;
  const { heart, quit } = ids;
  if (heart !== (heart | 0) || quit !== (quit | 0) || heart === quit) {
    throw new UsageError('BAD_OPTION', `systemIds: ${heart} and ${quit} are not two different ints`);
  }
  return new Map([
    [heart, 'HeartMsg'],
    [quit, 'QuitMsg'],
  ]);
};

const emptyMessage = (id: number, name: string): MessageType<undefined> => {
  const type: MessageType<undefined> = { id, name, write: () => {}, read: () => undefined };
  checkMessageType(type);
  return type;
};
