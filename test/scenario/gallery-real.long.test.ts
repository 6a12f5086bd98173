import { describe, expect, it } from 'vitest';
import { type GalleryPlay, GOODBYE, playGallery } from '../support/gallery-play.ts';

const CALM = /^connected$/;
const LOST_BY_SILENCE = /^connected( SERVER_SILENT connected)+$/;
const LOST_AT_ONCE = /^connected CONNECTION_(LOST|RESET) connected$/;

/** The slow form of each play: NetMgr with its defaults, and time for its deadlines. */
const PLAYS: readonly (Omit<GalleryPlay, 'kind'> & { readonly life: RegExp })[] = [
  { scenario: 'train-tunnel', speed: 5, life: LOST_BY_SILENCE },
  { scenario: 'lift', speed: 2, life: CALM },
  { scenario: 'wi-fi-to-4g', speed: 4, life: LOST_BY_SILENCE },
  { scenario: 'laptop-sleep', speed: 20, sleeps: true, life: LOST_AT_ONCE },
  { scenario: 'server-deploy', speed: 6, life: LOST_AT_ONCE },
  { scenario: 'overloaded-server', speed: 4, life: CALM },
  { scenario: 'bad-hotel-wi-fi', speed: 4, life: LOST_AT_ONCE },
  { scenario: 'nat-timeout', speed: 8, life: CALM },
  { scenario: 'kick', speed: 6, life: CALM },
  { scenario: 'duplicate-login', speed: 6, players: 2, life: CALM },
  {
    scenario: 'rolling-restart',
    speed: 4,
    players: 200,
    waitsForAll: true,
    life: /^connected( CONNECTION_(LOST|RESET) connected){1,4}$/,
  },
];

describe.each(['tcp', 'ws'] as const)('the gallery at leisure over %s', (kind) => {
  it.for(PLAYS)('$scenario ends as expected for a game with all defaults', async (play, test) => {
    const { code, text, events } = await playGallery(test, { ...play, kind });
    expect(code, text).toBe(0);
    for (const each of events) {
      expect(each.slice(-2), text).toEqual(GOODBYE);
      expect(each.slice(0, -2).join(' '), text).toMatch(play.life);
    }
  });
});
