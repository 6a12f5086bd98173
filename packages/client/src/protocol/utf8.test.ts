import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findUtf8Read, findUtf8Write, readUtf8, type Utf8Read, type Utf8Write, writeUtf8 } from './utf8.ts';

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** A runtime is what it has: each of these leaves out more. */
const RUNTIMES = {
  'Node and browsers': [],
  'mini-game runtimes': ['TextEncoder', 'TextDecoder'],
};

const coderOf = (missing: readonly string[]): { write: Utf8Write; read: Utf8Read } => {
  for (const name of missing) vi.stubGlobal(name, undefined);
  const coder = { write: findUtf8Write(), read: findUtf8Read() };
  vi.unstubAllGlobals();
  return coder;
};

const write = (coder: Utf8Write, text: string): string => {
  const bytes = new Uint8Array(text.length * 3 + 5);
  const end = coder(bytes, 2, text);
  return Buffer.from(bytes.subarray(2, end)).toString('hex');
};

const read = (coder: Utf8Read, bytes: Uint8Array): string | undefined => {
  const room = new Uint8Array(bytes.length + 7).fill(0x41);
  room.set(bytes, 3);
  return coder(room, 3, 3 + bytes.length);
};

const encode = (text: string): string => Buffer.from(new TextEncoder().encode(text)).toString('hex');

const decode = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const WELL_FORMED = [
  '',
  'A',
  'Player_42',
  '\0',
  '\x7f\x80\u07ff\u0800\uffff',
  '\u{10000}\u{10ffff}',
  'žluťoučký kůň',
  '名前は長いかもしれない',
  'ab😀cd',
  '😀😀😀😀',
  '\ufeffBOM stays',
  'a replacement \ufffd of their own',
];

const LONE_SURROGATES = ['\ud800', '\udfff', 'a\ud83d', '\ud83dz', '\ude00\ud83d', '\ud800\ud800\udc00', 'x\udc00y'];

const MALFORMED = {
  'a continuation without a lead': '80',
  'an overlong NUL': 'c0 80',
  'an overlong DEL': 'c1 bf',
  'a lead without its continuation': 'c2',
  'a lead followed by a letter': 'c2 41',
  'an overlong two-byte character': 'e0 9f bf',
  'a high surrogate': 'ed a0 80',
  'a low surrogate': 'ed bf bf',
  'a pair of surrogates': 'ed a0 bd ed b8 80',
  'two bytes of three': 'e2 82',
  'a letter in the middle of three': 'e2 41 82',
  'a letter at the end of three': 'e2 82 41',
  'an overlong three-byte character': 'f0 8f bf bf',
  'three bytes of four': 'f0 9f 98',
  'a letter at the end of four': 'f0 9f 98 41',
  'a lead after a lead': 'f0 9f f0 9f',
  'a character beyond the last': 'f4 90 80 80',
  'a lead beyond the last': 'f5 80 80 80',
  'a byte that is never used': 'ff',
};

const LONG = 'long enough for the coder of the host, in any runtime: ';

afterEach(() => void vi.unstubAllGlobals());

describe.each(Object.entries(RUNTIMES))('UTF-8 in %s', (_runtime, missing) => {
  const host = coderOf(missing);
  const writers = [writeUtf8, host.write];
  const readers = [readUtf8, host.read];

  it('writes what TextEncoder writes, lone surrogates included', () => {
    for (const text of [...WELL_FORMED, ...LONE_SURROGATES]) {
      for (const each of [text, LONG + text, text + LONG]) {
        for (const writer of writers) expect(write(writer, each)).toBe(encode(each));
      }
    }
  });

  it('reads back what it wrote', () => {
    for (const text of WELL_FORMED) {
      for (const each of [text, LONG + text, text + LONG]) {
        for (const reader of readers) expect(read(reader, bytesOf(encode(each)))).toBe(each);
      }
    }
  });

  it.each(Object.entries(MALFORMED))('refuses %s, wherever it stands', (_what, hex) => {
    const letters = Buffer.from(LONG).toString('hex');
    for (const each of [hex, `41${hex}`, `414141${hex}`, `${hex}42`, letters + hex, hex + letters, `efbfbd${hex}`]) {
      for (const reader of readers) expect(read(reader, bytesOf(each))).toBe(undefined);
    }
  });

  it('agrees with TextDecoder on any bytes', () => {
    const mostlyLeads = fc.array(
      fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x80, 0xbf, 0xc2, 0xe2, 0xf0, 0xf4)),
    );
    fc.assert(
      fc.property(mostlyLeads, (values) => {
        const bytes = Uint8Array.from(values);
        for (const reader of readers) expect(read(reader, bytes)).toBe(decode(bytes));
      }),
    );
  });

  it('agrees with TextEncoder on any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const writer of writers) expect(write(writer, text)).toBe(encode(text));
      }),
    );
  });
});

describe('UTF-8 in a runtime whose coders are substitutes', () => {
  class LaxDecoder {
    readonly fatal = false;
    decode(): string {
      return 'lax';
    }
  }
  class RefusingDecoder {
    constructor() {
      throw new TypeError('the fatal option is unsupported');
    }
  }

  it.each([LaxDecoder, RefusingDecoder])('is read by the loop when %o cannot be strict', (substitute) => {
    vi.stubGlobal('TextDecoder', substitute);
    expect(findUtf8Read()).toBe(readUtf8);
  });

  it('is written by the loop when encodeInto is missing', () => {
    vi.stubGlobal('TextEncoder', class {});
    expect(findUtf8Write()).toBe(writeUtf8);
  });
});
