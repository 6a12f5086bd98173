import { defineMessage, type MessageType, NetMgr } from '@netmgr/client';
import { createFrameEncoder, decodeBody, FRAME_LAYOUTS } from '@netmgr/client/protocol';
import { createMemoryServer, createSeededRandom, VirtualClock } from '@netmgr/server-mock';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toHex } from '../support/hex.ts';
import { recutTransport } from '../support/recut-transport.ts';
import { seedParameters } from '../support/seed.ts';
import { anyFields } from './any-schema.ts';

interface Story {
  readonly type: MessageType<unknown>;
  readonly values: readonly unknown[];
}

/** Draws message types and values of theirs. */
const stories: fc.Arbitrary<readonly Story[]> = fc.array(anyFields, { minLength: 1, maxLength: 3 }).chain((schemas) =>
  fc.tuple(
    ...schemas.map((fields, index) => {
      const types = Object.fromEntries(Object.entries(fields).map(([name, { field }]) => [name, field]));
      const type = defineMessage(2000 + index, `Msg${index}`, types) as MessageType<unknown>;
      const value = Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, each.value]));
      const values = fc.array(fc.record(value, { noNullPrototype: true }), { maxLength: 5 });
      return values.map((list): Story => ({ type, values: list }));
    }),
  ),
);

const HEADER_BYTES = FRAME_LAYOUTS.unity.headerBytes;
const encoder = createFrameEncoder();
const inHex = (type: MessageType<unknown>, value: unknown): string => toHex(encoder.encode(type, value));

const cutter = (seed: number): ((length: number) => number) => {
  const random = createSeededRandom(seed);
  return (length) => (random() < 0.5 ? 1 + Math.floor(random() * 12) : length);
};

/** Sends every message to a server that sends it back, over a network that cuts anywhere; gives what came back, encoded again. */
const echo = async (told: readonly Story[], dispatch: 'immediate' | 'manual', seed: number): Promise<string[]> => {
  const clock = new VirtualClock();
  const server = createMemoryServer({ clock });
  const net = new NetMgr({ transport: recutTransport(server.transport, cutter(seed)), clock, dispatch });
  const back: string[] = [];
  for (const { type, values } of told) {
    server.onMessage(type, (client, message) => client.send(type, message));
    net.onMessage(type, (message) => back.push(inHex(type, message)));
    for (const value of values) net.send(type, value);
  }
  void net.connect();
  await clock.advance(100);
  net.update();
  expect(net.state).toBe('connected');
  void net.close();
  await clock.advance(5000);
  await server.close();
  expect(server.errors).toEqual([]);
  return back;
};

it('carries any message of any schema, however the bytes are cut, there and back', async () => {
  const dispatch = fc.constantFrom('immediate' as const, 'manual' as const);
  const property = fc.asyncProperty(stories, dispatch, fc.nat(1_000_000), async (told, mode, seed) => {
    const sent = told.flatMap(({ type, values }) => values.map((value) => inHex(type, value)));
    expect(await echo(told, mode, seed)).toEqual(sent);
  });
  await fc.assert(property, { numRuns: 200, ...seedParameters() });
}, 60_000);

it('gives back the very value that was sent', () => {
  const property = fc.property(stories, (told) => {
    for (const { type, values } of told) {
      for (const value of values) {
        const frame = encoder.encode(type, value);
        expect(decodeBody(type, frame, HEADER_BYTES)).toEqual(value);
      }
    }
  });
  fc.assert(property, { numRuns: 200, ...seedParameters() });
});
