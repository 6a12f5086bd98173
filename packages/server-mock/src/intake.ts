import type { Clock } from '@netmgr/client';
import { copyBytes } from '@netmgr/client/protocol';
import type { Codec } from './codec.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { UnhandledFrame } from './events.ts';
import type { Expectations } from './expectations.ts';
import type { MockClient } from './mock-client.ts';
import type { ReceivedLog } from './received-log.ts';

/** Whom a frame passes on its way, in this order. */
export interface IntakeParts {
  readonly clock: Clock;
  readonly codec: Codec;
  readonly log: ReceivedLog;
  readonly expectations: Expectations;
  readonly dispatcher: Dispatcher;
  readonly onUnhandled: (client: MockClient, frame: UnhandledFrame) => void;
}

/** Takes one frame in: decodes it, records it, offers it to expectations, and hands it to handlers. Throws only ProtocolError. */
export const takeIn = (
  parts: IntakeParts,
  client: MockClient,
  id: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): void => {
  const { clock, codec, log, expectations, dispatcher, onUnhandled } = parts;
  const { name, value } = codec.decode(id, bytes, start, end);
  const body = name === undefined ? copyBytes(bytes, start, end) : undefined;
  const bodyBytes = end - start;
  const receivedAt = clock.now();
  const received = { client, id, name, value, body, bodyBytes, receivedAt };
  log.add(received);
  if (name === undefined) {
    onUnhandled(client, { id, body: copyBytes(bytes, start, end) });
    return;
  }
  expectations.offer(received);
  dispatcher.dispatch(client, value, { id, name, bodyBytes, receivedAt });
};
