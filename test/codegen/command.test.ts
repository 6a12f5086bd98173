import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decodeBody, type MessageType } from '@netmgr/client/protocol';
import { beforeEach, expect, it, type TestContext } from 'vitest';
import { type ProgramEnd, startProgram } from '../support/child-program.ts';
import { ROOT } from '../support/processes.mjs';

const DIST = join(ROOT, 'packages/client/dist');

const SCHEMA = `
import { defineMessage, defineStruct, t } from ${JSON.stringify(pathToFileURL(join(DIST, 'protocol.js')).href)};
export const PlayerData = defineStruct('PlayerData', { name: t.string, atk: t.int, lev: t.int });
export const PlayerMsg = defineMessage(1001, 'PlayerMsg', { playerID: t.int, playerData: PlayerData });
export const MAX_LEVEL = 99;
`;

const folder = (test: TestContext): string => {
  const path = mkdtempSync(join(tmpdir(), 'netmgr-codegen-'));
  test.onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
};

const codegen = (test: TestContext, cwd: string, ...args: string[]): Promise<ProgramEnd> =>
  startProgram(test, [join(DIST, 'codegen.js'), ...args], cwd).ended;

let cwd = '';
beforeEach((test) => {
  cwd = folder(test);
  writeFileSync(join(cwd, 'messages.mjs'), SCHEMA);
});

it('writes a module that takes the place of the schema', async (test) => {
  const end = await codegen(test, cwd, 'messages.mjs', '--out', 'messages.gen.mjs');
  expect(end).toMatchObject({ code: 0, stdout: '', stderr: '' });
  const path = join(cwd, 'messages.gen.mjs');
  const { PlayerMsg, PlayerData, MAX_LEVEL } = (await import(pathToFileURL(path).href)) as {
    PlayerMsg: MessageType<unknown>;
    PlayerData: { minBytes: number };
    MAX_LEVEL: number;
  };
  const body = Buffer.from('07000000' + '03000000416e6e' + '0300000001000000', 'hex');
  expect(decodeBody(PlayerMsg, body)).toEqual({ playerID: 7, playerData: { name: 'Ann', atk: 3, lev: 1 } });
  expect([PlayerMsg.id, PlayerData.minBytes, MAX_LEVEL]).toEqual([1001, 12, 99]);
  expect(readFileSync(path, 'utf8')).toContain('fast: {');
});

it('writes TypeScript that exports the type of each message', async (test) => {
  const { code } = await codegen(test, cwd, 'messages.mjs', '--out', 'messages.gen.ts', '--from', './messages.js');
  const text = readFileSync(join(cwd, 'messages.gen.ts'), 'utf8');
  expect(code).toBe(0);
  expect(text).toContain('export * from "./messages.js";');
  expect(text).toContain('export const PlayerMsg: typeof schema.PlayerMsg = {');
  expect(text).toContain('export type PlayerMsg = MessageOf<typeof schema.PlayerMsg>;');
});

it('writes a default export that is a message', async (test) => {
  writeFileSync(join(cwd, 'messages.mjs'), `${SCHEMA}export default PlayerMsg;`);
  expect(await codegen(test, cwd, 'messages.mjs', '--out', 'messages.gen.mjs')).toMatchObject({ code: 0 });
  const generated = await import(pathToFileURL(join(cwd, 'messages.gen.mjs')).href);
  expect(generated.default.id).toBe(1001);
});

it('refuses to write CommonJS, as it writes ES modules', async (test) => {
  for (const out of ['messages.gen.cjs', 'messages.gen.cts']) {
    const { code, stderr } = await codegen(test, cwd, 'messages.mjs', '--out', out);
    expect([code, stderr]).toEqual([2, expect.stringContaining('ES module')]);
  }
});

it('checks that the file is what would be written', async (test) => {
  const out = ['messages.mjs', '--out', 'messages.gen.mjs'];
  expect(await codegen(test, cwd, ...out, '--check')).toMatchObject({ code: 1 });
  await codegen(test, cwd, ...out);
  expect(await codegen(test, cwd, ...out, '--check')).toMatchObject({ code: 0, stderr: '' });
  writeFileSync(join(cwd, 'messages.mjs'), SCHEMA.replace('atk: t.int', 'atk: t.short'));
  const end = await codegen(test, cwd, ...out, '--check');
  expect(end.code).toBe(1);
  expect(end.stderr).toContain('messages.gen.mjs is not what its module gives');
});

const MISTAKES: readonly [string, readonly string[], string][] = [
  ['no module', [], 'name one module'],
  ['no file to write', ['messages.mjs'], '--out <file>'],
  ['a module that is not there', ['nothing.mjs', '--out', 'x.mjs'], 'nothing.mjs cannot be loaded'],
  ['an unknown option', ['messages.mjs', '--fast'], "Unknown option '--fast'"],
];

it.for(MISTAKES)('says in one line what is wrong with %s', async ([, args, words], test) => {
  const { code, stdout, stderr } = await codegen(test, cwd, ...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(words);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

it('tells how it is used', async (test) => {
  const end = await codegen(test, cwd, '--help');
  expect(end.code).toBe(0);
  expect(end.stdout).toContain('Usage: netmgr-codegen <module> --out <file>');
});
