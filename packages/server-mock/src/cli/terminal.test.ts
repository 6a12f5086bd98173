import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { Terminal } from './terminal.ts';

interface TerminalBench {
  readonly terminal: Terminal;
  readonly input: PassThrough;
  readonly output: PassThrough;
  readonly lines: string[];
  readonly written: () => string;
  interruptCount: number;
}

const createTerminal = (isTTY: boolean): TerminalBench => {
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => {} });
  const output = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  const lines: string[] = [];
  let text = '';
  output.on('data', (piece) => {
    text += String(piece);
  });
  const terminal = new Terminal({
    input: input as unknown as ReadStream,
    output: output as unknown as WriteStream,
    onLine: (line) => lines.push(line),
    onInterrupt: () => bench.interruptCount++,
  });
  const bench: TerminalBench = { terminal, input, output, lines, written: () => text, interruptCount: 0 };
  return bench;
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Terminal', () => {
  it('reads lines from a pipe and prints without decoration', async () => {
    const { terminal, input, lines, written } = createTerminal(false);
    input.write('one\ntwo\nthr');
    await turn();
    terminal.print('hello');
    await turn();
    expect(lines).toEqual(['one', 'two']);
    expect(written()).toBe('hello\n');
    terminal.close();
  });

  it('goes on printing after its input has ended, or its output has', async () => {
    const { terminal, input, output, written } = createTerminal(false);
    input.end();
    await turn();
    terminal.print('still here');
    await turn();
    expect(written()).toBe('still here\n');
    output.destroy(new Error('EPIPE'));
    await turn();
    terminal.print('nobody reads this');
    await turn();
    terminal.close();
  });

  it('prints above what is being typed, and shows it again', async () => {
    const { terminal, input, written } = createTerminal(true);
    terminal.print('listening');
    input.write('kic');
    await turn();
    terminal.print('+ client 1');
    await turn();
    const shown = written().split('+ client 1');
    expect(shown[0]).toContain('kic');
    expect(shown[1]).toContain('> kic');
    terminal.close();
  });

  it('tells of Ctrl-C, and does not prompt once it is closed', async () => {
    const bench = createTerminal(true);
    bench.input.write('\u0003');
    await turn();
    expect(bench.interruptCount).toBe(1);
    bench.terminal.close();
    await turn();
    const before = bench.written().length;
    bench.terminal.print('bye');
    await turn();
    expect(bench.written().slice(before)).toBe('bye\n');
  });
});
