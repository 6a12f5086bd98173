import { describe, expect, it } from 'vitest';
import { Dispatcher } from './dispatcher.ts';
import { IsolatedEmitter } from './emitter.ts';
import { defineMessage } from './protocol/message-type.ts';

const type = (id: number) => defineMessage(id, 'HelloMsg', {});
const meta = (id: number) => ({ id, receivedAtMs: 5 });

const createDispatcher = () => {
  const failures: [unknown, string][] = [];
  const events = new IsolatedEmitter();
  events.on('error', ({ cause, message }) => failures.push([cause, message]));
  const dispatcher = new Dispatcher(events);
  const dispatch = (message: unknown, id = 1): void =>
    dispatcher.dispatch(dispatcher.handlersOf(id) ?? expect.unreachable(), message, meta(id));
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

  it('knows for which ids somebody waits', () => {
    const { dispatcher } = createDispatcher();
    const offs = [dispatcher.add(type(1), () => {}), dispatcher.add(type(1), () => {})];
    offs[0]?.();
    expect([dispatcher.handlersOf(1)?.length, dispatcher.handlersOf(2)]).toEqual([1, undefined]);
    offs[1]?.();
    expect(dispatcher.handlersOf(1)).toBeUndefined();
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
