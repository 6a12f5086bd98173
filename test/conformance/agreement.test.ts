import {
  createFrameDecoder,
  createFrameEncoder,
  decodeBody,
  defineFrameLayout,
  type FieldType,
  type MessageType,
  ProtocolError,
} from '@netmgr/client/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../support/hex.ts';
import { type AnySchema, anySchema } from './any-schema.ts';
import { type HeaderLayout, referenceBody, referenceFrames, Violation } from './reference-decoder.ts';

const messageOf = (type: FieldType<unknown>): MessageType<unknown> => ({
  id: 5,
  name: 'AnyMsg',
  write: (writer, value) => type.write(writer, value),
  read: (reader) => type.read(reader),
});

/** What a decoder made of some bytes: a value, or the code of the rule that they break. */
const outcomeOf = (decode: () => unknown): unknown => {
  try {
    return { value: decode() };
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof Violation) return { code: error.code };
    throw error;
  }
};

const valueOfSchema: fc.Arbitrary<readonly [AnySchema, unknown]> = anySchema.chain((schema) =>
  schema.values.map((value) => [schema, value] as const),
);

const layouts: fc.Arbitrary<HeaderLayout> = fc.record({
  order: fc.constantFrom('id-first', 'length-first', 'length-only'),
  id: fc.constantFrom('u8', 'u16', 'u24', 'i32'),
  length: fc.constantFrom('u8', 'u16', 'u24', 'i32'),
  byteOrder: fc.constantFrom('little', 'big'),
  lengthCounts: fc.constantFrom('body', 'id+body', 'frame'),
});

describe('the SDK and the reference decoder', () => {
  it('agree on any value of any schema', () => {
    fc.assert(
      fc.property(valueOfSchema, ([{ type, reference }, value]) => {
        const message = messageOf(type);
        const frame = createFrameEncoder().encode(message, value);
        const [read] = referenceFrames([...frame]).frames;
        expect(referenceBody(reference, read!.body)).toEqual(value);
        expect(decodeBody(message, frame, 8)).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it('agree on what any damaged body breaks, or still means', () => {
    const damage = fc.array(fc.tuple(fc.nat(200), fc.oneof(fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xff), fc.nat(255))), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        valueOfSchema,
        damage,
        fc.integer({ min: -9, max: 3 }),
        ([{ type, reference }, value], hits, extra) => {
          const message = messageOf(type);
          const whole = [...createFrameEncoder().encode(message, value).subarray(8)];
          const body = extra < 0 ? whole.slice(0, extra) : [...whole, ...Array<number>(extra).fill(0)];
          for (const [place, byte] of hits) if (body.length > 0) body[place % body.length] = byte;
          const expected = outcomeOf(() => referenceBody(reference, body));
          expect(outcomeOf(() => decodeBody(message, Uint8Array.from(body)))).toEqual(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('agree on any body of any schema', () => {
    fc.assert(
      fc.property(
        anySchema,
        fc.array(fc.oneof(fc.nat(3), fc.nat(255)), { maxLength: 30 }),
        ({ type, reference }, body) => {
          const expected = outcomeOf(() => referenceBody(reference, body));
          expect(outcomeOf(() => decodeBody(messageOf(type), Uint8Array.from(body)))).toEqual(expected);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('agree on the frames of any stream in any layout, however it is cut', () => {
    const streams = fc.array(fc.oneof({ weight: 4, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(255) }), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(
        layouts,
        streams,
        fc.nat(40),
        fc.array(fc.integer({ min: 1, max: 9 })),
        (layout, stream, maxBodyBytes, steps) => {
          const { frames, violation, waiting } = referenceFrames(stream, layout, maxBodyBytes);
          const seen: unknown[] = [];
          const decoder = createFrameDecoder({
            layout: defineFrameLayout(layout),
            maxBodyBytes,
            onFrame: (id, bytes, start, end) => seen.push({ id, body: [...bytes.subarray(start, end)] }),
          });
          const outcome = outcomeOf(() => {
            const bytes = Uint8Array.from(stream);
            for (let at = 0, i = 0; at < bytes.length; i++) {
              const step = steps[i] ?? 80;
              decoder.push(bytes.slice(at, at + step));
              at += step;
            }
          });
          expect(seen).toEqual(frames);
          expect(outcome).toEqual(violation === undefined ? { value: undefined } : { code: violation });
          expect(decoder.pendingBytes).toBe(waiting);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('agree on what the encoder writes in any layout', () => {
    fc.assert(
      fc.property(layouts, fc.nat(255), fc.uint8Array({ maxLength: 60 }), (layout, id, body) => {
        const used = layout.order === 'length-only' ? 0 : id;
        const frame = createFrameEncoder({ layout: defineFrameLayout(layout) }).encodeRaw(used, body);
        const { frames, violation, waiting } = referenceFrames([...frame], layout);
        expect([violation, waiting, frames.length, frames[0]?.id]).toEqual([undefined, 0, 1, used]);
        expect(toHex(Uint8Array.from(frames[0]!.body))).toBe(toHex(body));
      }),
    );
  });
});
