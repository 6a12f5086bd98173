import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compile, filesOf, type GuideSetting, readGuide, writeFiles } from './guide.ts';

/** How a guide is compiled, and a line that asks its engine for something that it does not have. */
interface GuideCase extends GuideSetting {
  readonly mistake: string;
}

const GUIDES: Record<string, GuideCase> = {
  'cocos-creator': {
    types: ['@cocos/creator-types/engine'],
    compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false },
    mistake: "import { noSuchThing } from 'cc';",
  },
  phaser: { engine: 'phaser.d.ts', mistake: 'Phaser.noSuchThing();' },
  pixijs: { engine: 'pixi.d.ts', mistake: "import { noSuchThing } from 'pixi.js';" },
  react: { mistake: "import { noSuchThing } from 'react';" },
  wechat: { types: ['minigame-api-typings'], mistake: 'wx.noSuchThing();' },
};

const MAX_LINES = 60;

describe('the guides', () => {
  it('are all compiled here', async () => {
    const names = await readdir(new URL('../../packages/client/docs/guides/', import.meta.url));
    expect(names.sort()).toEqual(Object.keys(GUIDES).map((name) => `${name}.md`));
  });

  describe.each(Object.entries(GUIDES))('%s', (name, guide) => {
    it('is short', async () => {
      expect((await readGuide(name)).lines).toBeLessThanOrEqual(MAX_LINES);
    });

    it('compiles as it stands, every block of it', async () => {
      const { text } = await readGuide(name);
      const files = filesOf(text);
      expect(files.size).toBe(text.split('```ts').length - 1);
      expect(await compile(await writeFiles(name, files, guide))).toBe('');
    }, 60_000);

    it('does not compile with a wrong option, nor with what its engine does not have', async () => {
      const files = filesOf((await readGuide(name)).text);
      const [file, code] = [...files][0] ?? [];
      files.set(file ?? '', `${code}\nnew NetMgr({ url: 7 });\n${guide.mistake}\n`);
      const complaints = await compile(await writeFiles(`${name}-broken`, files, guide));
      expect(complaints).toContain("Type 'number' is not assignable");
      expect(complaints).toContain('noSuchThing');
    }, 60_000);
  });
});
