import { describe, expect, it } from 'vitest';
import { t } from './field-types.ts';
import { MessageRegistry } from './message-registry.ts';
import { defineMessage, type MessageType } from './message-type.ts';
import { DEFAULT_SYSTEM_IDS, reservedIds } from './system-messages.ts';

const PlayerMsg = defineMessage(1001, 'PlayerMsg', { playerID: t.int });
const ChatMsg = defineMessage(1002, 'ChatMsg', { text: t.string });

describe('MessageRegistry', () => {
  it('finds types by id and lists them in order', () => {
    const registry = new MessageRegistry([ChatMsg, PlayerMsg]);
    expect([registry.get(1001), registry.get(1002), registry.get(7)]).toEqual([PlayerMsg, ChatMsg, undefined]);
    expect([...registry]).toEqual([ChatMsg, PlayerMsg]);
  });

  it('takes the same type again without a word', () => {
    const registry = new MessageRegistry([PlayerMsg, PlayerMsg]);
    registry.add(PlayerMsg);
    expect([...registry]).toEqual([PlayerMsg]);
  });

  it('refuses two types with one id and names both', () => {
    const twin = defineMessage(1001, 'TwinMsg', {});
    expect(() => new MessageRegistry([PlayerMsg, twin])).toThrow(
      '[DUPLICATE_ID] PlayerMsg and TwinMsg both have id 1001',
    );
  });

  it('refuses ids that belong to system messages and names both', () => {
    const registry = new MessageRegistry([], reservedIds(DEFAULT_SYSTEM_IDS));
    const { write, read } = PlayerMsg;
    expect(() => registry.add({ id: 999, name: 'MyMsg', write, read })).toThrow(
      '[RESERVED_ID] MyMsg has id 999, which belongs to HeartMsg',
    );
    expect(() => registry.add({ id: 1003, name: 'MyMsg', write, read })).toThrow('belongs to QuitMsg');
    expect([...registry]).toEqual([]);
  });

  it('refuses what is no message type', () => {
    const { write, read } = PlayerMsg;
    const wrong: Partial<MessageType<unknown>>[] = [
      {},
      { id: 1, write, read },
      { id: 1, name: '', write, read },
      { id: 1, name: 'NoRead', write },
      { id: 1, name: 'NoWrite', read },
      { name: 'NoId', write, read },
      { id: 2 ** 31, name: 'TooLarge', write, read },
      { id: 1.5, name: 'Half', write, read },
      { id: Number.NaN, name: 'NaN', write, read },
    ];
    for (const type of [undefined, ...wrong]) {
      expect(() => new MessageRegistry([type as MessageType<unknown>])).toThrow('[BAD_MESSAGE_TYPE]');
    }
  });
});
