import type { Browser, BrowserContextOptions, CDPSession, Page } from 'playwright';
import { expect, type TestContext } from 'vitest';
import type { ArenaHook, SeenPilot } from '../../examples/browser-arena/src/page/arena-hook.ts';

/** The demo's page in a browser. */
export interface ArenaPage {
  readonly page: Page;
  /** What the page did wrong so far: uncaught errors, and lines of error or warning in the console. */
  readonly complaints: readonly string[];
  /** Speaks the browser's own protocol, for what Playwright has no words for. */
  devTools(): Promise<CDPSession>;
  /** Waits until the page shows that the connection is so. */
  healthIs(health: ArenaHook['health']): Promise<void>;
  /** Waits until the page has shown so at least once since it was opened, for what is over in passing. */
  healthWas(health: ArenaHook['health']): Promise<void>;
  /** Waits until the log has a line with this code or text. */
  logHas(part: string): Promise<void>;
  press(button: string): Promise<void>;
  read<K extends keyof ArenaHook>(key: K): Promise<ArenaHook[K]>;
  /** Tells where another pilot is drawn, by name. */
  sees(name: string): Promise<SeenPilot | undefined>;
}

const PATIENCE = { timeout: 30_000 };

/** How to open the page. */
export interface OpenOptions extends BrowserContextOptions {
  readonly name: string;
}

/** Opens the page as a new visitor, and waits until its pilot is in the arena. */
export const openArena = async (
  test: TestContext,
  browser: Browser,
  url: string,
  { name, ...options }: OpenOptions,
): Promise<ArenaPage> => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
    ...options,
  });
  test.onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE.timeout);
  const complaints = listenForComplaints(page);
  await page.addInitScript(rememberHealths);
  await page.goto(`${url}?name=${name}`);
  await page.waitForFunction(() => window.arena?.isJoined, undefined, PATIENCE);
  return {
    page,
    complaints,
    devTools: () => context.newCDPSession(page),
    healthIs: async (health) => {
      await page.waitForFunction((wanted) => document.documentElement.dataset.health === wanted, health, PATIENCE);
    },
    healthWas: async (health) => {
      await page.waitForFunction((wanted) => window.healths.has(wanted), health, PATIENCE);
    },
    logHas: async (part) => {
      const has = (wanted: string): boolean =>
        window.arena.log.some(({ code, text }) => code === wanted || text.includes(wanted));
      await page.waitForFunction(has, part, PATIENCE);
    },
    press: (button) => page.getByRole('button', { name: button, exact: true }).click(),
    read: (key) => page.evaluate((wanted) => window.arena[wanted] as never, key as keyof ArenaHook),
    sees: (wanted) => page.evaluate((each) => window.arena.others.find((pilot) => pilot.name === each), wanted),
  };
};

declare global {
  interface Window {
    /** Every health that the page has shown. */
    healths: Set<string | undefined>;
  }
}

/** Runs in the page, ahead of its own script. */
const rememberHealths = (): void => {
  window.healths = new Set();
  const note = (): void => void window.healths.add(document.documentElement.dataset.health);
  new MutationObserver(note).observe(document, { subtree: true, attributeFilter: ['data-health'] });
};

const listenForComplaints = (page: Page): string[] => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (['error', 'warning'].includes(line.type())) complaints.push(line.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  return complaints;
};

/** Expects no complaint but the browser's own about WebSockets that it could not open, or that were closed before they were. */
export const expectNoComplaints = ({ complaints }: ArenaPage): void => {
  expect(complaints.filter((text) => !/^WebSocket connection to '[^']+' failed: /.test(text))).toEqual([]);
};
