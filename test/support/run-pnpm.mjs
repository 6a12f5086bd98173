// `npm run pnpm -- …`: the workspace's own version of pnpm, with nothing installed beforehand.

import { pnpm } from './processes.mjs';

const { code } = await pnpm(process.argv.slice(2), { stdin: 'inherit' });
process.exitCode = code;
