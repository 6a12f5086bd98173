import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NetMgr } from '../index.ts';
import { pageLifecycle } from './page-lifecycle.ts';

let now = 0;
const clock = { now: () => now, after: () => () => {} };
const heard: string[] = [];
let leave = (): void => {};

const show = (state: 'visible' | 'hidden'): void => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
};
const turn = (type: 'pagehide' | 'pageshow', persisted: boolean): void => {
  window.dispatchEvent(new PageTransitionEvent(type, { persisted }));
};
const told = (): string[] => heard.splice(0);

beforeEach(() => {
  now = 0;
  leave = pageLifecycle(
    { onWake: () => heard.push('wake'), onOffline: () => heard.push('offline'), onPageHide: () => heard.push('hide') },
    clock,
  );
});

afterEach(() => {
  leave();
  told();
  vi.restoreAllMocks();
});

describe('pageLifecycle', () => {
  it('wakes when the page becomes visible, and not when it is hidden', () => {
    show('hidden');
    expect(told()).toEqual([]);
    show('visible');
    expect(told()).toEqual(['wake']);
  });

  it('wakes when the window is focused, and not when an element is', () => {
    const input = document.body.appendChild(document.createElement('input'));
    input.focus();
    expect(told()).toEqual([]);
    window.dispatchEvent(new Event('focus'));
    expect(told()).toEqual(['wake']);
    input.remove();
  });

  it('wakes after a freeze, which says nothing itself', () => {
    document.dispatchEvent(new Event('freeze'));
    expect(told()).toEqual([]);
    document.dispatchEvent(new Event('resume'));
    expect(told()).toEqual(['wake']);
  });

  it('wakes when the page comes back from the back/forward cache, and not when it is first shown', () => {
    turn('pageshow', false);
    expect(told()).toEqual([]);
    turn('pageshow', true);
    expect(told()).toEqual(['wake']);
  });

  it('takes a burst of events for one wake, and the next return for another', () => {
    document.dispatchEvent(new Event('resume'));
    turn('pageshow', true);
    now = 300;
    show('visible');
    window.dispatchEvent(new Event('focus'));
    expect(told()).toEqual(['wake']);
    now = 1000;
    window.dispatchEvent(new Event('focus'));
    expect(told()).toEqual(['wake']);
  });

  it('tells the return of the network even right after that of the player', () => {
    show('visible');
    now = 500;
    window.dispatchEvent(new Event('online'));
    window.dispatchEvent(new Event('online'));
    expect(told()).toEqual(['wake', 'wake']);
  });

  it('hints that the network is gone', () => {
    window.dispatchEvent(new Event('offline'));
    window.dispatchEvent(new Event('offline'));
    expect(told()).toEqual(['offline']);
  });

  it('tells that the page goes, and not when it is kept for the back button', () => {
    turn('pagehide', true);
    expect(told()).toEqual([]);
    turn('pagehide', false);
    expect(told()).toEqual(['hide']);
  });

  it('hears nothing once unsubscribed', () => {
    leave();
    show('visible');
    turn('pagehide', false);
    window.dispatchEvent(new Event('offline'));
    expect(told()).toEqual([]);
  });
});

describe('a NetMgr in a page', () => {
  const transport = () => ({ bufferedBytes: 0, send() {}, close() {}, abort() {} });

  /** Counts what is added to the window and not removed again. */
  const countListeners = (): (() => number) => {
    const added = vi.spyOn(globalThis, 'addEventListener');
    const removed = vi.spyOn(globalThis, 'removeEventListener');
    return () => {
      const left = added.mock.calls.map(([type, fn, capture]) => ({ type, fn, capture }));
      for (const [type, fn, capture] of removed.mock.calls) {
        const index = left.findIndex((each) => each.type === type && each.fn === fn && each.capture === capture);
        if (index >= 0) left.splice(index, 1);
      }
      return left.length;
    };
  };

  it('listens to the page from connect() until it is closed', async () => {
    const count = countListeners();
    const net = new NetMgr({ transport });
    expect(count()).toBe(0);
    const connected = net.connect();
    expect(count()).toBe(7);
    await net.close();
    await expect(connected).rejects.toThrow('CLOSED');
    expect(count()).toBe(0);
  });

  it('does not listen when it is told not to', async () => {
    const count = countListeners();
    const net = new NetMgr({ transport, lifecycle: false });
    void net.connect();
    expect(count()).toBe(0);
    await net.close();
  });

  it.each([true, false])('closes when the page goes, with quitOnPageHide %s', async (quitOnPageHide) => {
    const net = new NetMgr({ transport, quitOnPageHide });
    void net.connect();
    turn('pagehide', true);
    expect(net.state).toBe('connecting');
    turn('pagehide', false);
    expect(net.state).toBe(quitOnPageHide ? 'closed' : 'connecting');
    await net.close();
  });
});
