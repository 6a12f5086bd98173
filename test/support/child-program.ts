import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { ROOT } from './processes.mjs';

/** How a program ended, and all that it printed. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs as a process of its own. */
export interface ChildProgram {
  /** What it has printed so far. */
  readonly stdout: string;
  /** Resolves once its output matches; rejects when it ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when it has ended. */
  readonly ended: Promise<ProgramEnd>;
  send(signal: NodeJS.Signals): void;
  /** Writes to its standard input. */
  type(text: string): void;
}

/** Starts an example by what its `start` script says, from its build. It is killed when the test is done, if it still runs. */
export const startExample = (test: TestContext, name: string, args: readonly string[] = []): ChildProgram => {
  const folder = join(ROOT, 'examples', name);
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { scripts: { start: string } };
  const [node, file = ''] = scripts.start.split(' ');
  if (node !== 'node') throw new Error(`${name}: its start script is not "node <file>"`);
  if (!existsSync(join(folder, file))) throw new Error(`${name} is not built: npm run build`);
  return startProgram(test, [file, ...args], folder);
};

/** Starts a Node program by its file and arguments. It is killed when the test is done, if it still runs. */
export const startProgram = (test: TestContext, args: readonly string[], cwd: string = ROOT): ChildProgram => {
  const child = spawn(process.execPath, args, { cwd, stdio: 'pipe' });
  test.onTestFinished(() => void child.kill('SIGKILL'));
  return follow(child);
};

const follow = (child: ChildProcess): ChildProgram => {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...text }));
  return {
    get stdout() {
      return text.stdout;
    },
    printed: (pattern) => {
      const found = new Promise<RegExpExecArray>((resolve) => {
        const look = (): void => {
          const match = pattern.exec(text.stdout);
          if (match !== null) resolve(match);
        };
        child.stdout?.on('data', look);
        look();
      });
      const tooLate = ended.then(({ stdout, stderr }) => {
        throw new Error(`it ended before it printed ${pattern}:\n${stdout}${stderr}`);
      });
      return Promise.race([found, tooLate]);
    },
    ended,
    send: (signal) => void child.kill(signal),
    type: (text) => void child.stdin?.write(text),
  };
};

/** Tells whether a process runs. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
