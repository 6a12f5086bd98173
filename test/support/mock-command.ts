import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { until } from './mock-world.ts';

const COMMAND = fileURLToPath(new URL('../../packages/server-mock/dist/cli.js', import.meta.url));

/** The `netmgr-mock` command, running as a process of its own. */
export interface MockCommand {
  readonly child: ChildProcess;
  /** All that it has printed so far. */
  readonly text: () => string;
  /** Types a line. */
  readonly type: (line: string) => void;
  /** Waits until it has printed something, and returns the match. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Waits for its end and returns the exit code. */
  readonly ended: () => Promise<number | null>;
}

/** Runs the command as it is shipped; it is killed when the test is done. */
export const runMockCommand = (...args: string[]): MockCommand => {
  if (!existsSync(COMMAND)) throw new Error(`${COMMAND} is not there: npm run build`);
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let text = '';
  let code: number | null | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
  }
  child.on('close', (exitCode) => {
    code = exitCode;
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    child,
    text: () => text,
    type: (line) => void child.stdin.write(`${line}\n`),
    printed: async (pattern) => {
      await until(`it prints ${pattern}; so far: ${text}`, () => pattern.test(text) || code !== undefined);
      const match = pattern.exec(text);
      if (match === null) throw new Error(`it ended with ${code} before it printed ${pattern}:\n${text}`);
      return match;
    },
    ended: async () => {
      await until('it ends', () => code !== undefined);
      return code ?? null;
    },
  };
};
