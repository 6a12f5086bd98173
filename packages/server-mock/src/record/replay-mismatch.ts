/** How the live side can differ from the recorded one; each is told at most once per connection. */
export type ReplayMismatchKind =
  /** Its bytes differ from some place on. */
  | 'different'
  /** It sent more bytes than were recorded. */
  | 'extra'
  /** It ended, and had sent fewer bytes than were recorded. */
  | 'missing'
  /** It had not done within `patienceMs` what it did in the recording. The rest of the connection waits for it no more. */
  | 'late'
  /** It ended the connection, and there was more to play. */
  | 'endedEarly'
  /** The dial opened a connection, and in the recording it failed. */
  | 'opened'
  /** The dial failed, and in the recording it opened a connection. */
  | 'failed';

/** One difference between the live side and the recorded one. */
export interface ReplayMismatch {
  readonly kind: ReplayMismatchKind;
  /** The connection's number in the recording. */
  readonly connection: number;
  /** How many bytes of the live side came before. */
  readonly offset: number;
  /** Says it for people. */
  readonly detail: string;
}

/** Collects the mismatches of a replay. */
export class MismatchLog {
  readonly #onMismatch: (mismatch: ReplayMismatch) => void;
  readonly #all: ReplayMismatch[] = [];

  constructor(onMismatch: (mismatch: ReplayMismatch) => void = () => {}) {
    this.#onMismatch = onMismatch;
  }

  /** Lists them in the order in which they were seen. */
  get all(): readonly ReplayMismatch[] {
    return [...this.#all];
  }

  /** Adds one and tells of it. */
  add(mismatch: ReplayMismatch): void {
    this.#all.push(mismatch);
    this.#onMismatch(mismatch);
  }
}
