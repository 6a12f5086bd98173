import type { Clock } from './clock.ts';
import type { NetContext } from './net-context.ts';
import type { FrameLayout } from './protocol/frame-layout.ts';
import { decodeBody, type MessageType } from './protocol/message-type.ts';
import type { SystemIds } from './protocol/system-messages.ts';

/** What a NetMgr's frames are made of. */
export interface NetWire {
  /** The time that its events and frames follow. */
  readonly clock: Clock;
  readonly layout: FrameLayout;
  readonly systemIds: SystemIds;
  /** Finds the type that was registered for an id; the system ids have none. */
  typeOf(id: number): MessageType<unknown> | undefined;
  /** Reads a whole body as the NetMgr itself does; throws a `ProtocolError` where it would. */
  decode(type: MessageType<unknown>, body: Uint8Array): unknown;
}

/** Tells what the frames of a NetMgr are made of. */
export const createNetWire = (context: NetContext): NetWire => {
  const { clock, layout, systemIds, values } = context.settings;
  return {
    clock,
    layout,
    systemIds: { ...systemIds },
    typeOf: (id) => context.typeOf(id),
    decode: (type, body) => decodeBody(type, body, 0, body.length, values),
  };
};
