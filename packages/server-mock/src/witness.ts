import type { Clock } from '@netmgr/client';
import type { MessageType } from '@netmgr/client/protocol';
import type { Codec } from './codec.ts';
import { MockError } from './errors.ts';
import type { OfflineReason } from './events.ts';
import { Expectations } from './expectations.ts';
import { FrameTrail } from './frame-trail.ts';
import type { MockClient } from './mock-client.ts';
import { PresenceExpectations } from './presence-expectations.ts';
import { ReceivedLog } from './received-log.ts';

/** What a witness works with. */
export interface WitnessOptions {
  readonly clock: Clock;
  readonly codec: Codec;
  readonly maxRecorded: number;
  readonly maxRecordedBytes: number;
}

/** Sees and keeps what happens at a server, for tests to ask. */
export class Witness {
  readonly log: ReceivedLog;
  readonly trail: FrameTrail;
  readonly expectations: Expectations;
  readonly presence: PresenceExpectations;
  readonly #codec: Codec;
  #isClosing = false;
  #isClosed = false;

  constructor({ clock, codec, maxRecorded, maxRecordedBytes }: WitnessOptions) {
    this.#codec = codec;
    this.log = new ReceivedLog(maxRecorded, maxRecordedBytes);
    this.trail = new FrameTrail(clock, codec);
    const describeFrames = (): string => this.trail.describe();
    this.expectations = new Expectations(clock, this.log, describeFrames);
    this.presence = new PresenceExpectations(clock, describeFrames);
  }

  /** Tells whether nothing new is to be expected. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** Makes a message type known; throws UsageError when its id is taken. */
  learn(type: MessageType<unknown>): void {
    this.#codec.learn(type);
  }

  /** Notes that a client came. */
  noteOnline(client: MockClient): void {
    this.trail.presence(client.id, 'online');
    this.presence.noteOnline(client);
  }

  /** Notes that a client went. */
  noteOffline(client: MockClient, reason: OfflineReason, error: Error | undefined): void {
    if (reason === 'quit') this.trail.heard(client.id, this.#codec.systemIds.quit);
    this.trail.presence(client.id, `offline: ${reason}`);
    this.presence.noteOffline(client, reason, error);
  }

  /** Notes that the server begins to close. */
  beginClose(): void {
    this.#isClosing = true;
  }

  /** Lets nobody wait any longer, now and later. */
  endClose(): void {
    this.#isClosed = true;
    this.rejectIfClosed();
  }

  /** Rejects whoever waits although the server has closed. */
  rejectIfClosed(): void {
    if (!this.#isClosed) return;
    const error = new MockError('SERVER_CLOSED', 'the server was closed before it happened');
    this.expectations.rejectAll(error);
    this.presence.rejectAll(error);
  }
}
