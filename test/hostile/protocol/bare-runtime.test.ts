import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

const ENTRY = fileURLToPath(new URL('../../../packages/client/src/protocol.ts', import.meta.url));

/** What a mini game would run: text in every width, short and long, through the whole protocol. */
const PROGRAM = `
  const { createFrameDecoder, createFrameEncoder, decodeBody, defineMessage, t } = protocol;
  const TextMsg = defineMessage(7, 'TextMsg', { text: t.string, scores: t.map(t.string, t.float), raw: t.bytes });
  const encoder = createFrameEncoder();
  const texts = ['', 'short', 'é名😀', 'a long one '.repeat(9), 'é名😀'.repeat(30), '\\ud800' + 'x'.repeat(30)];
  const seen = [];
  const decoder = createFrameDecoder({
    onFrame: (id, bytes, start, end) => seen.push(decodeBody(TextMsg, bytes, start, end).text),
  });
  for (const text of texts) {
    const frame = encoder.encode(TextMsg, { text, scores: new Map([['a', 1.5]]), raw: Uint8Array.of(1, 2) });
    for (let i = 0; i < frame.length; i += 5) decoder.push(frame.subarray(i, i + 5));
  }
  let refused = '';
  try {
    decodeBody(TextMsg, Uint8Array.from([30, 0, 0, 0, ...Array(29).fill(65), 255]));
  } catch (error) {
    refused = String(error);
  }
  JSON.stringify({ seen, refused });
`;

describe('a runtime with nothing but the language, where code cannot be made from strings', () => {
  let bundle = '';

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [ENTRY],
      bundle: true,
      format: 'iife',
      globalName: 'protocol',
      target: 'es2022',
      write: false,
      logLevel: 'error',
    });
    bundle = outputFiles[0]!.text;
  });

  it('runs the whole protocol', () => {
    const context = createContext({}, { codeGeneration: { strings: false, wasm: false } });
    runInContext(bundle, context);
    expect(runInContext('[typeof Buffer, typeof TextEncoder, typeof TextDecoder].join()', context)).toBe(
      'undefined,undefined,undefined',
    );
    const { seen, refused } = JSON.parse(runInContext(PROGRAM, context) as string) as {
      seen: string[];
      refused: string;
    };
    expect(seen).toEqual([
      '',
      'short',
      'é名😀',
      'a long one '.repeat(9),
      'é名😀'.repeat(30),
      `\ufffd${'x'.repeat(30)}`,
    ]);
    expect(refused).toBe('ProtocolError: [BAD_UTF8] TextMsg.text: a string of 30 bytes is not UTF-8');
  });

  it('does nothing when it is merely loaded', () => {
    const touched: string[] = [];
    const names = ['Buffer', 'TextEncoder', 'TextDecoder', 'setTimeout', 'performance', 'WebSocket'];
    const context = createContext(
      Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, { get: () => touched.push(name) }]))),
    );
    runInContext(bundle, context);
    expect(touched).toEqual([]);
  });
});
