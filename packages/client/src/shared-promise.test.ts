import { describe, expect, it } from 'vitest';
import { SharedPromise } from './shared-promise.ts';

const atOnce = (join: () => void): void => join();

describe('SharedPromise', () => {
  it('resolves everybody who waits', async () => {
    const shared = new SharedPromise();
    const both = Promise.all([shared.wait(atOnce), shared.wait(atOnce)]);
    shared.resolve();
    await expect(both).resolves.toEqual([undefined, undefined]);
  });

  it('rejects everybody who waits', async () => {
    const shared = new SharedPromise();
    const both = Promise.allSettled([shared.wait(atOnce), shared.wait(atOnce)]);
    const reason = new Error('it failed');
    shared.reject(reason);
    await expect(both).resolves.toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
  });

  it('does not reach those who come after an outcome', async () => {
    const shared = new SharedPromise();
    shared.reject(new Error('too early'));
    const later = shared.wait(atOnce);
    shared.resolve();
    await expect(later).resolves.toBeUndefined();
  });

  it('does not reach those who have not joined yet', async () => {
    const shared = new SharedPromise();
    const joins: (() => void)[] = [];
    const later = shared.wait((join) => joins.push(join));
    shared.reject(new Error('too early'));
    joins[0]?.();
    shared.resolve();
    await expect(later).resolves.toBeUndefined();
  });

  it('lets an outcome pass that nobody awaits', async () => {
    const shared = new SharedPromise();
    void shared.wait(atOnce);
    shared.reject(new Error('nobody cares'));
    // Vitest fails the run on an unhandled rejection, which Node reports once the microtasks are done.
    await new Promise((resolve) => setImmediate(resolve));
    expect(() => shared.resolve()).not.toThrow();
  });
});
