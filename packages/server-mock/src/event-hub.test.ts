import { describe, expect, it } from 'vitest';
import { EventHub, runGuarded } from './event-hub.ts';

interface Events {
  said: (text: string) => unknown;
  done: () => unknown;
}

const createHub = (): { hub: EventHub<Events>; failures: string[] } => {
  const failures: string[] = [];
  const hub = new EventHub<Events>((cause, where) => failures.push(`${where}: ${(cause as Error).message}`));
  return { hub, failures };
};

describe('EventHub', () => {
  it('tells every listener in order, also the same function twice', () => {
    const { hub } = createHub();
    const heard: string[] = [];
    const listener = (text: string): unknown => heard.push(text);
    const off = hub.on('said', listener);
    hub.on('said', listener);
    hub.on('said', (text) => heard.push(`third ${text}`));
    hub.emit('said', 'a');
    off();
    off();
    hub.emit('said', 'b');
    expect(heard).toEqual(['a', 'a', 'third a', 'b', 'third b']);
    expect(hub.listenerCount).toBe(2);
  });

  it('lets nobody suffer from a listener that throws or rejects', async () => {
    const { hub, failures } = createHub();
    const heard: string[] = [];
    hub.on('said', () => {
      throw new Error('thrown');
    });
    hub.on('said', () => Promise.reject(new Error('rejected')));
    hub.on('said', (text) => heard.push(text));
    hub.emit('said', 'a');
    await null;
    expect(heard).toEqual(['a']);
    expect(failures).toEqual(["a listener of 'said': thrown", "a listener of 'said': rejected"]);
  });

  it('does not call who was removed a moment ago, in the same round', () => {
    const { hub } = createHub();
    const heard: string[] = [];
    hub.on('done', () => {
      heard.push('first');
      offSecond();
    });
    const offSecond = hub.on('done', () => heard.push('second'));
    hub.emit('done');
    expect(heard).toEqual(['first']);
  });

  it('forgets everybody', () => {
    const { hub } = createHub();
    hub.on('done', () => expect.unreachable());
    hub.on('said', () => expect.unreachable());
    hub.clear();
    hub.emit('done');
    expect(hub.listenerCount).toBe(0);
  });
});

describe('runGuarded', () => {
  it('takes what is thrown as it is, even nothing', () => {
    const causes: unknown[] = [];
    runGuarded(
      () => {
        throw undefined;
      },
      (cause) => causes.push(cause),
    );
    expect(causes).toEqual([undefined]);
  });

  it('takes a promise of any make', () => {
    const causes: unknown[] = [];
    const thenable: unknown = Object.fromEntries([
      ['then', (_ok: unknown, fail: (cause: string) => void) => fail('no')],
    ]);
    runGuarded(
      () => thenable,
      (cause) => causes.push(cause),
    );
    runGuarded(
      () => Object.fromEntries([['then', 'not a function']]),
      () => expect.unreachable(),
    );
    expect(causes).toEqual(['no']);
  });
});
