import { defineMessage, type MessageOf, t } from '@netmgr/client/node';

/** Server → client: the same kind of thing as `PlayerMsg`, with a schema in place of code. */
export const ScoreMsg = defineMessage(1002, 'ScoreMsg', { playerID: t.int, score: t.int });
export type ScoreMsg = MessageOf<typeof ScoreMsg>;
