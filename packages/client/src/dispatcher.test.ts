import { describe, expect, it } from 'vitest';
import { Dispatcher, placeOf } from './dispatcher.ts';
import { IsolatedEmitter } from './emitter.ts';
import { defineMessage } from './protocol/message-type.ts';

const type = (id: number) => defineMessage(id, 'HelloMsg', {});
const meta = (id: number) => ({ id, receivedAtMs: 5 });

const createDispatcher = () => {
  const failures: [unknown, string][] = [];
  const events = new IsolatedEmitter();
  events.on('error', ({ cause, message }) => failures.push([cause, message]));
  const dispatcher = new Dispatcher(events);
  const dispatch = (message: unknown, id = 1): void => {
    const { registrations } = dispatcher;
    dispatcher.dispatch(registrations, placeOf(registrations, id), message, meta(id));
  };
  return { failures, dispatcher, dispatch };
};

describe('Dispatcher', () => {
  it('calls the handlers of an id in order, with the message and its meta', () => {
    const { dispatcher, dispatch } = createDispatcher();
    const heard: unknown[] = [];
    dispatcher.add(type(1), (message, given) => heard.push(['a', message, given]));
    dispatcher.add(type(2), () => expect.unreachable());
    dispatcher.add(type(1), (message) => heard.push(['b', message]));
    dispatch('hello');
    expect(heard).toEqual([
      ['a', 'hello', meta(1)],
      ['b', 'hello'],
    ]);
  });

  it('finds the handlers of each id among those of many, whatever the order of their adding', () => {
    const { dispatcher } = createDispatcher();
    const ids = [5, -7, 2 ** 31 - 1, 0, 5, -(2 ** 31), 12, 5];
    const offs = ids.map((id) => dispatcher.add(type(id), () => {}));
    const foundFor = (id: number): number[] => {
      const { registrations } = dispatcher;
      return registrations.slice(placeOf(registrations, id)).flatMap((found) => (found.id === id ? [found.id] : []));
    };
    expect([...ids, 1, 6, 13].map((id) => foundFor(id).length)).toEqual([3, 1, 1, 1, 3, 1, 1, 3, 0, 0, 0]);
    expect(dispatcher.registrations.map(({ id }) => id)).toEqual([...ids].sort((a, b) => a - b));
    offs[4]?.();
    expect([foundFor(5).length, dispatcher.registrations.length]).toEqual([2, 7]);
    for (const off of offs) off();
    expect(dispatcher.registrations).toEqual([]);
  });

  it('removes one registration of a handler that was added twice, and only once', () => {
    const { dispatcher, dispatch } = createDispatcher();
    let calls = 0;
    const handler = (): void => {
      calls++;
    };
    const off = dispatcher.add(type(1), handler);
    dispatcher.add(type(1), handler);
    off();
    off();
    dispatch('x');
    expect(calls).toBe(1);
  });

  it('calls neither a handler that an earlier one removed nor one that it added', () => {
    const { dispatcher, dispatch } = createDispatcher();
    const heard: string[] = [];
    dispatcher.add(type(1), () => {
      heard.push('first');
      off();
      dispatcher.add(type(1), () => heard.push('new'));
    });
    const off = dispatcher.add(type(1), () => heard.push('removed'));
    dispatch('x');
    expect(heard).toEqual(['first']);
    dispatch('x');
    expect(heard).toEqual(['first', 'first', 'new']);
  });

  it('keeps the rows of messages straight when a handler dispatches another', () => {
    const { dispatcher, dispatch } = createDispatcher();
    const heard: unknown[] = [];
    dispatcher.add(type(1), (message: never) => {
      heard.push(`a ${message}`);
      if (message === 'outer') dispatch('inner');
    });
    dispatcher.add(type(1), (message) => heard.push(`b ${message}`));
    dispatch('outer');
    expect(heard).toEqual(['a outer', 'a inner', 'b inner', 'b outer']);
  });

  it('reports what a handler throws or rejects with, by the name of the type, and calls the others', async () => {
    const { dispatcher, dispatch, failures } = createDispatcher();
    let calls = 0;
    dispatcher.add(type(7), () => {
      throw 'thrown';
    });
    dispatcher.add(type(7), async () => {
      throw 'rejected';
    });
    dispatcher.add(type(7), () => calls++);
    dispatch('x', 7);
    await null;
    expect([calls, failures]).toEqual([
      1,
      [
        ['thrown', '[HANDLER_FAILED] a handler of HelloMsg failed: thrown'],
        ['rejected', '[HANDLER_FAILED] a handler of HelloMsg failed: rejected'],
      ],
    ]);
  });
});
