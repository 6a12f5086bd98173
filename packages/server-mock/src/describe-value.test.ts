import { expect, it } from 'vitest';
import { describeBytes, describeValue } from './describe-value.ts';

it('writes messages on one line, with what JSON cannot say', () => {
  const value = {
    n: 1,
    big: 12n,
    bytes: Uint8Array.of(1, 255),
    map: new Map([['a', 1n]]),
    nan: Number.NaN,
    text: 'line\nbreak',
  };
  expect(describeValue(value)).toBe(
    '{"n":1,"big":"12n","bytes":"<01 ff>","map":[["a","1n"]],"nan":"NaN","text":"line\\nbreak"}',
  );
  expect(describeValue(undefined)).toBe('undefined');
});

it('shows what a peer said as text alone, which moves no cursor and turns nothing around', () => {
  expect(describeValue({ name: 'A\u001b[2J\u009b2J\u202ebob\u2028c', body: 'é 😀' })).toBe(
    '{"name":"A\\u001b[2J\\u009b2J\\u202ebob\\u2028c","body":"é 😀"}',
  );
  // The text is cut in the middle of a character.
  expect(describeValue(`${'x'.repeat(198)}😀`)).toBe(`"${'x'.repeat(198)}\\ud83d…`);
});

it('stays short', () => {
  expect(describeValue('x'.repeat(10_000))).toHaveLength(201);
  expect(describeBytes(new Uint8Array(17))).toBe(`<${'00 '.repeat(16)}… (17 bytes)>`);
  expect(describeBytes(new Uint8Array(0))).toBe('<>');
});

it('does not fail over what cannot be written', () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect(describeValue(circle)).toBe('(cannot be shown)');
});
