import type { LineEvent, RecordedEvent } from './recorded-event.ts';
import type { Recording } from './recording.ts';

/** An event between the opening of a connection and its end. */
export type ScriptEvent = Extract<LineEvent, { readonly direction: unknown }> & {
  /** Milliseconds since the connection opened. */
  readonly afterMs: number;
};

/** One recorded connection, ready to be played. */
export interface ReplayScript {
  /** Its number in the recording. */
  readonly connection: number;
  /** When the client dialled, or, where that was not recorded, when the connection opened. */
  readonly beganAt: number;
  /** How long the dial took until it opened or failed. */
  readonly dialMs: number;
  /** Tells whether it opened. */
  readonly hasOpened: boolean;
  /** Its place among all events: that of its first one, and of the one that ended it, which is Infinity when none did. */
  readonly beganIndex: number;
  readonly overIndex: number;
  /** All that happened once it was open, in order. */
  readonly events: readonly ScriptEvent[];
}

/** Sorts a recording into its connections, in the order of their beginnings. What makes no sense in a line's life is left out. */
export const createScripts = ({ events }: Recording): ReplayScript[] => {
  const drafts = new Map<number, Draft>();
  for (const [index, event] of events.entries()) {
    let draft = drafts.get(event.connection);
    if (draft === undefined) {
      draft = new Draft(event, index);
      drafts.set(event.connection, draft);
    }
    draft.add(event, index);
  }
  return Array.from(drafts.values(), (draft) => draft.script());
};

class Draft {
  readonly #connection: number;
  readonly #beganAt: number;
  readonly #beganIndex: number;
  readonly #events: ScriptEvent[] = [];
  readonly #ended: Set<unknown> = new Set();
  #openedAt: number | undefined;
  #failedAt: number | undefined;
  #overIndex = Number.POSITIVE_INFINITY;

  constructor({ connection, at }: RecordedEvent, index: number) {
    this.#connection = connection;
    this.#beganAt = at;
    this.#beganIndex = index;
  }

  add(event: RecordedEvent, index: number): void {
    if (this.#overIndex !== Number.POSITIVE_INFINITY) return;
    if (event.kind === 'open') this.#openedAt ??= event.at;
    else if (event.kind === 'fail') this.#failedAt ??= event.at;
    else if (event.kind !== 'dial') this.#addLater(event);
    const isOver = event.kind === 'fail' || event.kind === 'reset' || this.#ended.size === 2;
    if (isOver) this.#overIndex = index;
  }

  script(): ReplayScript {
    return {
      connection: this.#connection,
      beganAt: this.#beganAt,
      dialMs: (this.#openedAt ?? this.#failedAt ?? this.#beganAt) - this.#beganAt,
      hasOpened: this.#openedAt !== undefined,
      beganIndex: this.#beganIndex,
      overIndex: this.#overIndex,
      events: this.#events,
    };
  }

  #addLater(event: Extract<RecordedEvent, { readonly direction: unknown }>): void {
    if (event.kind === 'end') this.#ended.add(event.direction);
    if (this.#openedAt === undefined) return;
    const { connection: _, at, ...rest } = event;
    this.#events.push({ ...rest, afterMs: at - this.#openedAt });
  }
}
