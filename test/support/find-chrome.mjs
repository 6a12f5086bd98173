// The one place that knows where a browser is and how it is started: for the runner, for vitest and for end-to-end tests.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const MAC_APPS = ['Google Chrome', 'Chromium', 'Google Chrome for Testing'];

const WINDOWS_PROGRAMS = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'];

/**
 * Finds a Chrome or Chromium: `CHROME_PATH`, then what is installed, then what the browser tool has downloaded.
 * @returns {Promise<string | undefined>} the program's path
 */
export const findChrome = async () => {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH && !isProgram(CHROME_PATH)) throw new Error(`CHROME_PATH is ${CHROME_PATH}, where no program is.`);
  if (CHROME_PATH) return CHROME_PATH;
  return [...installedPlaces(), await downloadedPlace()].find(isProgram);
};

/**
 * Tells how to start the browser, in the words of Playwright's `launch()`.
 * @returns {Promise<import('playwright').LaunchOptions>}
 */
export const chromeLaunchOptions = async () => {
  const executablePath = await findChrome();
  const args = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return { ...(executablePath && { executablePath }), args, headless: true };
};

const installedPlaces = () => {
  const { env } = process;
  if (process.platform === 'win32')
    return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => WINDOWS_PROGRAMS.map((program) => join(folder, program)));
  const onPath = (env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  if (process.platform !== 'darwin') return [...onPath, '/snap/bin/chromium', '/opt/google/chrome/chrome'];
  const apps = ['/Applications', join(env.HOME ?? '', 'Applications')];
  return [
    ...onPath,
    ...apps.flatMap((folder) => MAC_APPS.map((app) => join(folder, `${app}.app`, 'Contents', 'MacOS', app))),
  ];
};

const downloadedPlace = async () => {
  const { chromium } = await import('playwright');
  return chromium.executablePath();
};

/** @param {string | undefined} path */
const isProgram = (path) => {
  if (!path) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
