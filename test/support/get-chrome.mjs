import { findChrome } from './find-chrome.mjs';
import { run } from './processes.mjs';

/** Ways to get a browser, in the order of trying. */
const WAYS = [
  {
    name: 'Chromium from the Debian packages',
    possible: () => process.getuid?.() === 0 && process.platform === 'linux',
    commands: [
      ['apt-get', 'update'],
      ['apt-get', 'install', '--yes', 'chromium'],
    ],
  },
  {
    name: "Chromium by Playwright's download",
    possible: () => true,
    commands: [['playwright', 'install', 'chromium']],
  },
];

/**
 * Finds a browser, or gets one. Where that fails it throws an error of one line that says what to do.
 * @returns {Promise<string>} the program's path
 */
export const getChrome = async () => {
  const found = await findChrome();
  if (found) return found;
  for (const { name, possible, commands } of WAYS) {
    if (!possible()) continue;
    console.log(`no Chrome or Chromium here; getting ${name} …`);
    if (!(await runAll(commands))) continue;
    const got = await findChrome();
    if (got) return got;
  }
  throw new Error(
    'No Chrome or Chromium: install one (or name yours in CHROME_PATH), or leave the browser tests out with NETMGR_SKIP_BROWSER=1.',
  );
};

/** @param {readonly string[][]} commands */
const runAll = async (commands) => {
  for (const [command = '', ...args] of commands) {
    const { code } = await run(command, args, { env: { DEBIAN_FRONTEND: 'noninteractive' }, output: 'keep' });
    if (code !== 0) return false;
  }
  return true;
};
