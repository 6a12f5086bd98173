import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

// A link that loses packets below the kernel's TCP, in network namespaces of our own; router.mjs tells how it is made.

/** What one end of the dead link noticed. */
export interface LinkReport {
  /** Who noticed it: a socket or a program of server.mjs or client.mjs. */
  readonly saw: string;
  /** An error code, or an offline reason. */
  readonly how: string;
  /** How long the link was dead by then. */
  readonly afterMs: number;
}

/** Settings of the kernel; those left out keep the kernel's own defaults. */
export interface KernelSettings {
  /** How often unanswered data is sent again, as `net.ipv4.tcp_retries2`. */
  readonly retries2?: number;
  /** How often an unanswered SYN is sent again, as `net.ipv4.tcp_syn_retries`. */
  readonly synRetries?: number;
}

/** What the router needs: a namespace, cables, and the right to route. */
const PROBE = `
  ip link add probe type veth peer name peer &&
  ip link set probe up &&
  ip route add blackhole 10.77.3.2/32 &&
  echo 1 > /proc/sys/net/ipv4/ip_forward &&
  unshare -n true && command -v nsenter`;

/** Tells why there can be no dead link on this machine; undefined where there can. */
export const findObstacle = (): string | undefined => {
  if (process.platform !== 'linux') return `network namespaces are Linux', this is ${process.platform}`;
  const { status, error, stderr } = spawnSync('unshare', ['-rn', 'sh', '-c', PROBE], { encoding: 'utf8' });
  if (status === 0) return undefined;
  return `network namespaces are not permitted here: ${error?.message ?? stderr.trim().split('\n')[0]}`;
};

/** Cuts a link and listens until both ends have told so much of it. It is all gone when the test is done. */
export const watchDeadLink = async (settings: KernelSettings, reportCount: number): Promise<readonly LinkReport[]> => {
  const router = fileURLToPath(new URL('dead-link/router.mjs', import.meta.url));
  const child = spawn('unshare', ['-rn', process.execPath, router, JSON.stringify(settings)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      text[name] += piece;
    });
  }
  const lines = (): string[] => text.stdout.split('\n').slice(0, -1);
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => lines().length >= reportCount && resolve());
    child.on('error', reject);
    child.on('close', () => reject(new Error(`the router ended early: ${text.stdout}${text.stderr}`)));
  });
  return lines().map((line) => JSON.parse(line) as LinkReport);
};

const GUIDE = readFileSync(new URL('../../packages/server-mock/docs/DEAD-PEERS.md', import.meta.url), 'utf8');

/** How much later than in the guide a busy machine may be, as a share and in milliseconds. */
const LATENESS = { share: 0.3, ms: 4000 };

/** Reads what the guide says about the dead link in the row of a test: what is seen, and within which times. */
export const readGuideRow = (who: string, test: string): { how: string; fromMs: number; toMs: number } => {
  const row = GUIDE.split('\n').find((line) => line.startsWith(`| ${who} |`) && line.endsWith(`| \`${test}\` |`));
  const [, how = '', seconds = ''] = /\| `(\w+)` after ([\d.]+) s \|/.exec(row ?? '') ?? [];
  if (row === undefined || how === '') throw new Error(`the guide has no row of ${test} for '${who}': ${row}`);
  const ms = Number(seconds) * 1000;
  // The guide rounds; nothing is noticed notably before its time.
  return { how, fromMs: ms * 0.95 - 100, toMs: ms * (1 + LATENESS.share) + LATENESS.ms };
};
