import { describe, it } from 'vitest';
import { startExample } from '../../test/support/child-program.ts';

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

describe.concurrent('the hundred-clients example', { timeout: 60_000 }, () => {
  it('keeps a hundred online, finds whoever falls silent after three seconds, and ends by 0', async (test) => {
    const { expect } = test;
    const program = startExample(test, 'hundred-clients');
    await program.printed(/100 clients online/);
    expect(count(program.stdout, /^\+ client \d+ online$/gm)).toBe(100);
    program.type('42\n1000\nsomebody\n0x8\n8.0\n8e0\n7\n');
    const [, silence] = await program.printed(/- client 42 offline: idle, last heard (\d\.\d) s ago/);
    await program.printed(/- client 7 offline: idle/);
    // Three seconds of silence, half a second until the server looks, and what a busy machine adds.
    expect(Number(silence)).toBeGreaterThanOrEqual(3);
    expect(Number(silence)).toBeLessThan(5);
    expect(count(program.stdout, /offline/g)).toBe(3);
    program.type('0\n');
    const { code, stdout, stderr } = await program.ended;

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('There is no client 1000 online.');
    for (const word of ['somebody', '0x8', '8.0', '8e0'])
      expect(stdout).toContain(`There is no client ${word} online.`);
    expect(count(stdout, /offline: quit/g)).toBe(98);
  });

  it('ends cleanly on Ctrl-C', async (test) => {
    const { expect } = test;
    const program = startExample(test, 'hundred-clients');
    await program.printed(/100 clients online/);
    program.send('SIGINT');
    const { code, stdout } = await program.ended;

    expect(code).toBe(0);
    expect(count(stdout, /offline: quit/g)).toBe(100);
  });

  it('ends cleanly while its clients are still on their way', async (test) => {
    const { expect } = test;
    const atOnce = startExample(test, 'hundred-clients');
    atOnce.type('0\n');
    const halfway = startExample(test, 'hundred-clients');
    await halfway.printed(/client 5 online/);
    halfway.send('SIGINT');
    for (const { code, stdout, stderr } of [await atOnce.ended, await halfway.ended]) {
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).not.toContain('100 clients online');
      expect(count(stdout, /^- client/gm)).toBe(count(stdout, /^\+ client/gm));
    }
  });
});
