import { describe, expect, it } from 'vitest';
import { Dispatcher } from './dispatcher.ts';
import { IsolatedEmitter } from './emitter.ts';

const meta = (id: number) => ({ id, receivedAtMs: 5 });

const createDispatcher = () => {
  const failures: [unknown, string][] = [];
  const events = new IsolatedEmitter();
  events.on('error', ({ cause, message }) => failures.push([cause, message]));
  return { failures, dispatcher: new Dispatcher(events) };
};

describe('Dispatcher', () => {
  it('calls the handlers of an id in order, with the message and its meta', () => {
    const { dispatcher } = createDispatcher();
    const heard: unknown[] = [];
    dispatcher.add(1, (message, given) => heard.push(['a', message, given]));
    dispatcher.add(2, () => expect.unreachable());
    dispatcher.add(1, (message) => heard.push(['b', message]));
    dispatcher.dispatch('hello', meta(1), 'HelloMsg');
    expect(heard).toEqual([
      ['a', 'hello', meta(1)],
      ['b', 'hello'],
    ]);
  });

  it('knows for which ids somebody waits', () => {
    const { dispatcher } = createDispatcher();
    const offs = [dispatcher.add(1, () => {}), dispatcher.add(1, () => {})];
    offs[0]?.();
    expect([dispatcher.has(1), dispatcher.has(2)]).toEqual([true, false]);
    offs[1]?.();
    expect(dispatcher.has(1)).toBe(false);
  });

  it('removes one registration of a handler that was added twice, and only once', () => {
    const { dispatcher } = createDispatcher();
    let calls = 0;
    const handler = (): void => {
      calls++;
    };
    const off = dispatcher.add(1, handler);
    dispatcher.add(1, handler);
    off();
    off();
    dispatcher.dispatch('x', meta(1), 'HelloMsg');
    expect(calls).toBe(1);
  });

  it('calls neither a handler that an earlier one removed nor one that it added', () => {
    const { dispatcher } = createDispatcher();
    const heard: string[] = [];
    dispatcher.add(1, () => {
      heard.push('first');
      off();
      dispatcher.add(1, () => heard.push('new'));
    });
    const off = dispatcher.add(1, () => heard.push('removed'));
    dispatcher.dispatch('x', meta(1), 'HelloMsg');
    expect(heard).toEqual(['first']);
    dispatcher.dispatch('x', meta(1), 'HelloMsg');
    expect(heard).toEqual(['first', 'first', 'new']);
  });

  it('keeps the rows of messages straight when a handler dispatches another', () => {
    const { dispatcher } = createDispatcher();
    const heard: unknown[] = [];
    dispatcher.add(1, (message: never) => {
      heard.push(`a ${message}`);
      if (message === 'outer') dispatcher.dispatch('inner', meta(1), 'HelloMsg');
    });
    dispatcher.add(1, (message) => heard.push(`b ${message}`));
    dispatcher.dispatch('outer', meta(1), 'HelloMsg');
    expect(heard).toEqual(['a outer', 'a inner', 'b inner', 'b outer']);
  });

  it('reports what a handler throws or rejects with, by the name of the type, and calls the others', async () => {
    const { dispatcher, failures } = createDispatcher();
    let calls = 0;
    dispatcher.add(7, () => {
      throw 'thrown';
    });
    dispatcher.add(7, async () => {
      throw 'rejected';
    });
    dispatcher.add(7, () => calls++);
    dispatcher.dispatch('x', meta(7), 'HelloMsg');
    await null;
    expect([calls, failures]).toEqual([
      1,
      [
        ['thrown', '[HANDLER_FAILED] a handler of HelloMsg failed: thrown'],
        ['rejected', '[HANDLER_FAILED] a handler of HelloMsg failed: rejected'],
      ],
    ]);
  });

  it('does nothing for an id without handlers', () => {
    const { dispatcher, failures } = createDispatcher();
    dispatcher.dispatch('x', meta(1), 'HelloMsg');
    expect(failures).toEqual([]);
  });
});
