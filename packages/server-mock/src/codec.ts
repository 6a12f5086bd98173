import {
  createFrameDecoder,
  createFrameEncoder,
  createHeartMsg,
  createQuitMsg,
  decodeBody,
  type FrameDecoder,
  type FrameEncoder,
  MessageRegistry,
  type MessageType,
  reservedIds,
  type SystemIds,
} from '@netmgr/client/protocol';
import type { ResolvedOptions } from './options.ts';

/** A body read, if anybody knows how. */
export interface DecodedBody {
  /** The message type's name; undefined when no type has the id. */
  readonly name: string | undefined;
  /** The message; undefined when no type has the id. */
  readonly value: unknown;
}

/** Everything about bytes that the connections of one server share. */
export class Codec {
  readonly systemIds: SystemIds;
  /** A whole heartbeat frame. */
  readonly heartFrame: Uint8Array;
  /** A whole Quit frame. */
  readonly quitFrame: Uint8Array;
  readonly #options: ResolvedOptions;
  readonly #encoder: FrameEncoder;
  readonly #registry: MessageRegistry;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.systemIds = options.systemIds;
    this.#registry = new MessageRegistry(options.messages, reservedIds(options.systemIds));
    this.#encoder = createFrameEncoder({ layout: options.layout, maxBodyBytes: options.maxBodyBytes });
    this.heartFrame = this.#encoder.encode(createHeartMsg(options.systemIds.heart), undefined);
    this.quitFrame = this.#encoder.encode(createQuitMsg(options.systemIds.quit), undefined);
  }

  /** Makes a type known; throws UsageError when its id is taken. */
  learn(type: MessageType<unknown>): void {
    this.#registry.add(type);
  }

  /** Encodes one frame into bytes of its own. */
  encode<T>(type: MessageType<T>, value: T): Uint8Array {
    this.learn(type);
    return this.#encoder.encode(type, value);
  }

  /** Encodes one frame of an id and a body that is ready. */
  encodeRaw(id: number, body: Uint8Array): Uint8Array {
    return this.#encoder.encodeRaw(id, body);
  }

  /** Creates the decoder of one connection. */
  createDecoder(onFrame: (id: number, bytes: Uint8Array, start: number, end: number) => void): FrameDecoder {
    return createFrameDecoder({ layout: this.#options.layout, maxBodyBytes: this.#options.maxBodyBytes, onFrame });
  }

  /** Names the message type of an id, if anybody knows it. */
  nameOf(id: number): string | undefined {
    return this.#registry.get(id)?.name;
  }

  /** Reads a body. Throws ProtocolError when it breaks its type. */
  decode(id: number, bytes: Uint8Array, start: number, end: number): DecodedBody {
    const type = this.#registry.get(id);
    if (type === undefined) return { name: undefined, value: undefined };
    return { name: type.name, value: decodeBody(type, bytes, start, end) };
  }
}
