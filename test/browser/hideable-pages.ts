// Tabs that can be hidden, frozen and kept for the back button. Playwright holds its own pages visible and in focus for ever, so
// these are tabs of the browser itself, steered by the DevTools protocol.

import { type Browser, type CDPSession, chromium } from 'playwright';
import { chromeLaunchOptions } from '../support/find-chrome.mjs';

/** A tab. */
export interface HideablePage {
  /** Calls `fn` in the page and gives what it returns, or what its promise resolves with. */
  run<A extends readonly unknown[], T>(fn: (...args: A) => T | Promise<T>, ...args: A): Promise<T>;
  /** Waits until `fn` gives something true in the page, and gives that. Fails after 30 s. */
  until<A extends readonly unknown[], T>(fn: (...args: A) => T, ...args: A): Promise<T>;
  /** Sends a command of the DevTools protocol. */
  command(method: string, params?: object): Promise<unknown>;
  /** Tells how many dedicated workers run for it. */
  workers(): Promise<number>;
  /** Brings it to the front; whatever was there is hidden. */
  show(): Promise<void>;
  goto(url: string): Promise<void>;
}

/** A browser whose tabs are treated as those of a user. */
export interface HideableBrowser {
  open(url: string): Promise<HideablePage>;
  close(): Promise<void>;
}

/** Playwright switches these off for its tests. */
const AS_USERS_HAVE_IT = [
  '--disable-back-forward-cache',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];
const POLL_MS = 100;
const PATIENCE_MS = 30_000;

const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts a browser, with `flags` beside the usual ones. */
export const launchHideableBrowser = async (flags: readonly string[] = []): Promise<HideableBrowser> => {
  const options = await chromeLaunchOptions();
  const browser: Browser = await chromium.launch({
    ...options,
    args: [...(options.args ?? []), ...flags],
    ignoreDefaultArgs: AS_USERS_HAVE_IT,
  });
  const session = await browser.newBrowserCDPSession();
  return {
    open: async (url) => {
      const { targetId } = await session.send('Target.createTarget', { url: 'about:blank' });
      const page = new Tab(session, targetId, await attach(session, targetId));
      await page.goto(url);
      await page.show();
      return page;
    },
    close: () => browser.close(),
  };
};

type Send = (method: string, params?: object) => Promise<unknown>;

/** Speaks to a tab through the session of the browser. */
const attach = async (session: CDPSession, targetId: string): Promise<Send> => {
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false });
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  session.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return;
    const { id, result, error } = JSON.parse(event.message) as { id: number; result: unknown; error?: Error };
    if (error) pending.get(id)?.reject(new Error(error.message));
    else pending.get(id)?.resolve(result);
    pending.delete(id);
  });
  return (method, params = {}) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      pending.set(id, { resolve, reject });
      const message = JSON.stringify({ id, method, params });
      session.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject);
    });
};

class Tab implements HideablePage {
  readonly #session: CDPSession;
  readonly #targetId: string;
  readonly command: Send;

  constructor(session: CDPSession, targetId: string, send: Send) {
    this.#session = session;
    this.#targetId = targetId;
    this.command = send;
  }

  async run<A extends readonly unknown[], T>(fn: (...args: A) => T | Promise<T>, ...args: A): Promise<T> {
    const expression = `(${fn})(...${JSON.stringify(args)})`;
    const answer = await this.command('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    const { result, exceptionDetails } = answer as { result: { value: T }; exceptionDetails?: { exception?: object } };
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails.exception));
    return result.value;
  }

  async until<A extends readonly unknown[], T>(fn: (...args: A) => T, ...args: A): Promise<T> {
    for (let waitedMs = 0; ; waitedMs += POLL_MS) {
      // A page that is being changed for another has nobody to answer.
      const value = await this.run(fn, ...args).catch(() => undefined);
      if (value) return value;
      if (waitedMs > PATIENCE_MS) throw new Error(`never true: ${fn} with ${JSON.stringify(args)}`);
      await pass(POLL_MS);
    }
  }

  async workers(): Promise<number> {
    const { targetInfos } = await this.#session.send('Target.getTargets', { filter: [{ type: 'worker' }] });
    return targetInfos.filter(({ parentId }) => parentId === this.#targetId).length;
  }

  async show(): Promise<void> {
    await this.#session.send('Target.activateTarget', { targetId: this.#targetId });
  }

  async goto(url: string): Promise<void> {
    await this.command('Page.navigate', { url });
    await this.until((wanted) => location.href === wanted && document.readyState === 'complete', url);
  }
}
