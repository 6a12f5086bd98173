import { describe, it } from 'vitest';
import { isAlive, startExample } from '../../test/support/child-program.ts';

/** What each way must show, in this order. */
const STORY: Readonly<Record<string, readonly RegExp[]>> = {
  idle: [/client +has said "I'm here" \d times/, /server +client 1 is offline: idle, last heard (1|2)\.\d+ s ago/],
  asks: [/client +was asked (\d) times, and has answered \1 times/, /server +client 1 is offline: unanswered/],
  both: [/server +client 1 is offline: idle/, /server +client 1 is offline: unanswered/],
  'idle-only': [
    /nothing was said: 0 questions so far/,
    /data flows, 8 echoes: 0 questions so far/,
    /nothing to say, for a while: [1-3] questions? so far/,
    /client 1 is offline: unanswered/,
  ],
  goodbye: [
    /with a Quit\.[\s\S]*\[SERVER_QUIT\] .*; it stays away/,
    /without a word[\s\S]*\[CONNECTION_LOST\] .*; it will come back/,
  ],
  quit: [/socket +8 bytes: eb03000000000000/, /socket +a read of zero bytes/, /client 1 is offline: quit/],
  fin: [/socket +a read of zero bytes/, /client 1 is offline: fin/],
  reset: [/socket +an error: .*ECONNRESET/, /client 1 is offline: reset/],
  'half-open': [
    /swallows everything/,
    /client 1 is offline: unanswered[\s\S]*\[SERVER_SILENT\]|\[SERVER_SILENT\][\s\S]*: unanswered/,
  ],
  'stopped-process': [
    /SIGSTOP to process \d+/,
    /socket +took 1000 bytes for it, 0 still wait/,
    /client 1 is offline: idle/,
    /SIGCONT[\s\S]*client +\[(CONNECTION_LOST|CONNECTION_RESET)\]/,
  ],
  keepalive: [
    /SIGSTOP/,
    /client 1 is offline: idle/,
    /socket +the connection with TCP keepalive of 1 s still counts as open/,
    /SIGKILL[\s\S]*socket +a read of zero bytes/,
  ],
};

/** Cuts the output into what each way printed, by name. */
const partsOf = (stdout: string): Map<string, string> =>
  new Map(stdout.split(/^(?=\S+ – )/m).map((part) => [part.split(' – ', 1)[0]!.trim(), part]));

/** Tells what is missing of the story of a way, behind what came before. */
const missing = (part: string, story: readonly RegExp[]): RegExp | undefined => {
  let rest = part;
  return story.find((line) => {
    const match = line.exec(rest);
    rest = match === null ? rest : rest.slice(match.index + match[0].length);
    return match === null;
  });
};

describe.concurrent('the dead-peers example', { timeout: 90_000 }, () => {
  it('shows every way, what each layer saw in each, and ends by itself', async (test) => {
    const { expect } = test;
    const { code, stdout, stderr } = await startExample(test, 'dead-peers').ended;

    expect([code, stderr]).toEqual([0, '']);
    const parts = partsOf(stdout);
    expect([...parts.keys()].filter((name) => name !== '')).toEqual(Object.keys(STORY));
    for (const [name, story] of Object.entries(STORY)) expect(missing(parts.get(name)!, story), stdout).toBeUndefined();
  });

  it('shows the ways that are named, and says which there are when a name is wrong', async (test) => {
    const { expect } = test;
    const { code, stdout } = await startExample(test, 'dead-peers', ['reset', 'fin']).ended;
    expect(code).toBe(0);
    expect([...partsOf(stdout).keys()].filter((name) => name !== '')).toEqual(['reset', 'fin']);

    const wrong = await startExample(test, 'dead-peers', ['rst']).ended;
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toBe(`there is no way 'rst'; there are ${Object.keys(STORY).join(', ')}\n`);
  });

  it('ends cleanly on Ctrl-C, and leaves no stopped process behind', async (test) => {
    const { expect } = test;
    const program = startExample(test, 'dead-peers', ['stopped-process']);
    const [, pid] = await program.printed(/SIGSTOP to process (\d+)/);
    program.send('SIGINT');
    const { code, stderr } = await program.ended;

    expect([code, stderr]).toEqual([0, '']);
    await expect.poll(() => isAlive(Number(pid))).toBe(false);
  });
});
