import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const readme = read('README.md');
const matches = (source: string, pattern: RegExp): string[] => [...source.matchAll(pattern)].map((match) => match[1]!);

describe('README.md', () => {
  const codes = matches(read('packages/client/src/errors.ts'), /^ {2}\| '([A-Z0-9_]+)'/gm);

  it('has one anchor for each error code, and none for any other', () => {
    expect(codes.length).toBeGreaterThan(30);
    expect(matches(readme, /<a id="([A-Z0-9_]+)">/g).toSorted()).toEqual(codes.toSorted());
  });

  it('tells the truth about which connection errors are retried', () => {
    const fatal = matches(
      /FATAL_CODES[^[]*\[([^\]]*)/.exec(read('packages/client/src/errors.ts'))?.[1] ?? '',
      /'([A-Z_]+)'/g,
    );
    const retried = matches(readme, /<a id="([A-Z_]+)"><\/a>`[A-Z_]+` \|[^|]*\| yes \|/g);
    const refused = matches(readme, /<a id="([A-Z_]+)"><\/a>`[A-Z_]+` \|[^|]*\| (?:no|–) \|/g);
    expect(refused.toSorted()).toEqual(fatal.toSorted());
    expect(retried.length).toBeGreaterThan(5);
    for (const code of retried) expect(fatal).not.toContain(code);
  });

  it('names every option', () => {
    const options = read('packages/client/src/net-mgr-options.ts');
    const body = options.slice(options.indexOf('export interface NetMgrOptions'));
    const names = matches(body, /^ {2}readonly (\w+)\??:/gm);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it('names every event', () => {
    const events = read('packages/client/src/events.ts');
    const body = events.slice(events.indexOf('export interface NetMgrEvents'));
    const names = matches(body, /^ {2}(\w+): \[/gm);
    expect(names.length).toBe(11);
    expect(names.filter((name) => !readme.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('names the two commands', () => {
    expect(readme).toContain('npm run demo');
    expect(readme).toContain('npm test');
  });
});
