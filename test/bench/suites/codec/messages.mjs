// The values that the codec suite encodes and decodes, and what it takes for equal.

import { createNumbers } from '../../harness/timing.mjs';

/**
 * @typedef {{ name: string, atk: number, lev: number }} PlayerData
 * @typedef {{ playerID: number, playerData: PlayerData }} PlayerMsg
 * @typedef {{ id: number, x: number, y: number, z: number, rot: number, hp: number }} Entity
 * @typedef {{ tick: number, entities: Entity[] }} StateMsg
 * @typedef {'player' | 'state'} Shape
 * @typedef {{ shape: Shape, text: 'ascii' | 'chinese', direction: 'encode' | 'decode', turns?: number }} CodecParams
 */

const LETTERS = { ascii: 'abcdefghijklmnopqrstuvwxyz0123456789_', chinese: '风云雷电剑影苍穹无双星河长夜白羽青霜赤焰' };
const SHORTEST = { ascii: 5, chinese: 2 };
const LONGEST = { ascii: 14, chinese: 6 };
const ENTITIES = 100;

/** How many values a pass encodes or decodes. @param {CodecParams} params */
export const valuesPerPass = ({ shape }) => (shape === 'player' ? 64 : 8);

/**
 * Makes values whose numbers stay within one size of every variable-length form when `renew` changes them.
 * @param {CodecParams} params @param {number} seed
 * @returns {(PlayerMsg | StateMsg)[]}
 */
export const createValues = (params, seed) => {
  const below = createNumbers(seed);
  return Array.from({ length: valuesPerPass(params) }, () =>
    params.shape === 'player' ? player(below, params.text) : state(below),
  );
};

/** Changes the first number of every value, so that bytes kept from before are wrong. @param {readonly (PlayerMsg | StateMsg)[]} values */
export const renew = (values) => {
  for (const value of values) {
    if ('tick' in value) value.tick = 1_000_000 + ((value.tick + 1) % 1000);
    else value.playerID = 100_000 + ((value.playerID + 1) % 1000);
  }
};

/** What stands for a value in checksums. @param {any} value */
export const digest = (value) =>
  value.entities === undefined
    ? value.playerID + value.playerData.atk + value.playerData.lev + value.playerData.name.length
    : value.tick + value.entities.length + value.entities[value.entities.length - 1].hp;

/** Compares field by field, as decoders give objects of their own classes. @param {any} decoded @param {any} value @returns {boolean} */
export const matches = (decoded, value) => {
  if (typeof value !== 'object') return decoded === value;
  if (Array.isArray(value) && decoded.length !== value.length) return false;
  return Object.keys(value).every((key) => matches(decoded[key], value[key]));
};

/** @param {(below: number) => number} below @param {'ascii' | 'chinese'} text @returns {PlayerMsg} */
const player = (below, text) => {
  const letters = LETTERS[text];
  const length = SHORTEST[text] + below(LONGEST[text] - SHORTEST[text] + 1);
  const name = Array.from({ length }, () => letters[below(letters.length)]).join('');
  return { playerID: 100_000 + below(1000), playerData: { name, atk: 10 + below(90), lev: 10 + below(50) } };
};

/** @param {(below: number) => number} below @returns {StateMsg} */
const state = (below) => {
  const float = () => Math.fround(below(200_000) / 100 - 1000);
  const entities = Array.from({ length: ENTITIES }, (_, i) => ({
    id: 1000 + i,
    x: float(),
    y: float(),
    z: float(),
    rot: float(),
    hp: 100 + below(900),
  }));
  return { tick: 1_000_000 + below(1000), entities };
};
