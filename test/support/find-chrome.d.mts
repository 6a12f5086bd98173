import type { LaunchOptions } from 'playwright';

/** Finds a Chrome or Chromium: `CHROME_PATH`, then what is installed, then what the browser tool has downloaded. */
export declare const findChrome: () => Promise<string | undefined>;

/** Tells how to start the browser, in the words of Playwright's `launch()`. */
export declare const chromeLaunchOptions: () => Promise<LaunchOptions>;
