import { describe, expect, it } from 'vitest';
import { IsolatedEmitter } from './emitter.ts';

const createEmitter = () => {
  const failures: [unknown, string][] = [];
  const emitter = new IsolatedEmitter();
  emitter.on('error', ({ cause, message }) => failures.push([cause, message]));
  return { emitter, failures };
};

describe('IsolatedEmitter', () => {
  it('calls listeners in order, with what was emitted', () => {
    const { emitter } = createEmitter();
    const heard: unknown[] = [];
    emitter.on('suspect', (isSuspect) => heard.push(['a', isSuspect]));
    emitter.on('suspect', (isSuspect) => heard.push(['b', isSuspect]));
    emitter.emit('suspect', true);
    expect(heard).toEqual([
      ['a', true],
      ['b', true],
    ]);
  });

  it('removes the one registration that its remover belongs to, once', () => {
    const { emitter } = createEmitter();
    let calls = 0;
    const listener = (): void => {
      calls++;
    };
    const offs = [emitter.on('suspect', listener), emitter.on('suspect', listener), emitter.on('suspect', listener)];
    offs[1]?.();
    offs[1]?.();
    emitter.emit('suspect', true);
    expect([calls, emitter.count('suspect')]).toEqual([2, 2]);
  });

  it('does not call a listener that an earlier one removed, nor one that it added', () => {
    const { emitter } = createEmitter();
    const heard: string[] = [];
    emitter.on('suspect', () => {
      off();
      emitter.on('suspect', () => heard.push('new'));
      heard.push('first');
    });
    const off = emitter.on('suspect', () => heard.push('removed'));
    emitter.emit('suspect', true);
    expect(heard).toEqual(['first']);
  });

  it('calls a once listener once, also when it emits the event itself', () => {
    const { emitter } = createEmitter();
    let calls = 0;
    emitter.once('suspect', () => {
      calls++;
      emitter.emit('suspect', true);
    });
    emitter.emit('suspect', true);
    emitter.emit('suspect', true);
    expect([calls, emitter.count('suspect')]).toEqual([1, 0]);
  });

  it('lets a once listener be removed before its call', () => {
    const { emitter } = createEmitter();
    emitter.once('suspect', () => expect.unreachable())();
    emitter.emit('suspect', true);
    expect(emitter.count('suspect')).toBe(0);
  });

  it('reports what a listener throws or rejects with, and calls the others', async () => {
    const { emitter, failures } = createEmitter();
    let calls = 0;
    emitter.on('suspect', () => {
      throw 'thrown';
    });
    emitter.on('suspect', () => Promise.reject('rejected'));
    emitter.once('suspect', async () => {
      throw 'from once';
    });
    emitter.on('suspect', () => calls++);
    emitter.emit('suspect', true);
    await null;
    await null;
    expect([calls, failures]).toEqual([
      1,
      [
        ['thrown', '[HANDLER_FAILED] a listener of "suspect" failed: thrown'],
        ['rejected', '[HANDLER_FAILED] a listener of "suspect" failed: rejected'],
        ['from once', '[HANDLER_FAILED] a listener of "suspect" failed: from once'],
      ],
    ]);
  });

  it('does not throw for an error that nobody listens to', () => {
    expect(() => new IsolatedEmitter().emit('error', new Error() as never)).not.toThrow();
  });
});

describe('IsolatedEmitter.isolate', () => {
  it('takes a thenable of another library for a promise', async () => {
    const { emitter, failures } = createEmitter();
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what the test is about
    const thenable = { then: (_: unknown, reject: (reason: unknown) => void) => reject('late') };
    emitter.isolate(() => thenable, [], 'a tap');
    expect(failures).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(failures).toEqual([['late', '[HANDLER_FAILED] a tap failed: late']]);
  });

  it('leaves every other result alone', () => {
    const { emitter, failures } = createEmitter();
    // biome-ignore lint/suspicious/noThenProperty: one that is no function is what the test is about
    for (const result of [undefined, null, 1, 'then', () => {}, { then: true }]) {
      emitter.isolate(() => result, [], 'a tap');
    }
    expect(failures).toEqual([]);
  });
});
