import { describe, expect, it } from 'vitest';
import { checkAllowList, findRefusal } from './admission.ts';

const NOBODY = { allowedOrigins: [], allowedHosts: [] };

describe('findRefusal', () => {
  it('admits programs that reach loopback and send no Origin', () => {
    expect(findRefusal({ origin: undefined, host: '127.0.0.1:8080' }, NOBODY)).toBeUndefined();
    expect(findRefusal({ origin: undefined, host: '[::1]' }, NOBODY)).toBeUndefined();
  });

  it('names what it refuses', () => {
    expect(findRefusal({ origin: undefined, host: 'evil.example' }, NOBODY)).toBe("Host 'evil.example' is not allowed");
    expect(findRefusal({ origin: undefined, host: undefined }, NOBODY)).toBe("Host '' is not allowed");
    expect(findRefusal({ origin: 'null', host: 'localhost' }, NOBODY)).toBe("Origin 'null' is not allowed");
  });

  it('is not fooled by what only looks like loopback', () => {
    for (const host of [
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      'notlocalhost',
      '128.0.0.1',
      'x@evil.example',
    ]) {
      expect(findRefusal({ origin: undefined, host }, NOBODY)).toBeDefined();
      expect(findRefusal({ origin: `http://${host}`, host: 'localhost' }, NOBODY)).toBeDefined();
    }
  });

  it('compares origins whole: scheme, name and port', () => {
    const options = { ...NOBODY, allowedOrigins: ['https://game.example:444'] };
    const refusalOf = (origin: string): string | undefined => findRefusal({ origin, host: 'localhost' }, options);
    expect(refusalOf('https://game.example:444')).toBeUndefined();
    for (const origin of ['https://game.example', 'http://game.example:444', 'https://a.game.example:444']) {
      expect(refusalOf(origin)).toBeDefined();
    }
  });

  it('compares hosts by name, in any case and with any port', () => {
    const options = { ...NOBODY, allowedHosts: ['Game.Example', '::2'] };
    expect(findRefusal({ origin: undefined, host: 'GAME.example:99' }, options)).toBeUndefined();
    expect(findRefusal({ origin: undefined, host: '[::2]:99' }, options)).toBeUndefined();
    expect(findRefusal({ origin: undefined, host: 'a.game.example' }, options)).toBeDefined();
  });
});

describe('checkAllowList', () => {
  it('takes a list, and nothing for an empty one', () => {
    expect(checkAllowList('allowedOrigins', ['https://game.example'])).toEqual(['https://game.example']);
    expect(checkAllowList('allowedHosts')).toEqual([]);
  });

  it.each(['https://game.example', 5, null, [5]])(
    'refuses %o, which would match by its parts or not at all',
    (list) => {
      expect(() => checkAllowList('allowedOrigins', list as never)).toThrow('[BAD_OPTION] allowedOrigins');
    },
  );
});
