import type { DropError, Status } from '../connection/state.ts';

/** The tags of records; docs/RECORDING.md of the mock draws them. */
export const DIAL = 1;
export const OPEN = 2;
export const FAIL = 3;
export const BYTES = 4;
export const END = 5;
export const RESET = 6;
export const FINISH = 15;
/** Set where it was the server's side. */
export const DOWN = 0x10;

/** Something that happened to a connection, in the words of a recording. */
export interface LineEvent {
  readonly at: number;
  /** The `seq` of the next frame: what the event comes before. */
  readonly order: number;
  readonly connection: number;
  /** What happened, as the tag of its record. */
  readonly tag: number;
  /** The WebSocket close code. */
  readonly code?: number | undefined;
}

const MAX_EVENTS = 1000;

/** Numbers the connections and tells how they began and ended, as far as the events of a NetMgr show it. */
export class LineHistory {
  readonly #now: () => number;
  readonly #nextSeq: () => number;
  #events: LineEvent[] = [];
  #connection = 0;

  constructor(now: () => number, nextSeq: () => number, status: Status) {
    this.#now = now;
    this.#nextSeq = nextSeq;
    if (status !== 'idle' && status !== 'closed') this.#connection = 1;
    if (status === 'connected') this.#add(OPEN);
  }

  /** Numbers the present connection, from 1; 0 before the first. */
  get connection(): number {
    return this.#connection;
  }

  get events(): readonly LineEvent[] {
    return this.#events;
  }

  /** Takes a change of state. */
  moved(next: Status, previous: Status): void {
    if (next === 'connecting') {
      this.#connection++;
      this.#add(DIAL);
    } else if (next === 'connected') this.#add(OPEN);
    else if (previous === 'connecting') this.#add(FAIL);
    else if (previous === 'closing' && next === 'closed') this.#add(END | DOWN);
  }

  /** Takes the end of a connection, by either side. */
  disconnected(error: DropError | undefined, willReconnect: boolean): void {
    if (error === undefined || (error.code === 'SERVER_QUIT' && !willReconnect)) this.#add(END);
    else if (error.code === 'CONNECTION_RESET') this.#add(RESET | DOWN);
    else if (error.code === 'CONNECTION_LOST' || error.code === 'SERVER_REFUSED') {
      this.#add(END | DOWN, 'closeCode' in error ? error.closeCode : undefined);
      this.#add(END);
    } else this.#add(RESET);
  }

  #add(tag: number, code?: number): void {
    const event = { at: this.#now(), order: this.#nextSeq(), connection: this.#connection, tag, code };
    this.#events.push(event);
    if (this.#events.length > 2 * MAX_EVENTS) this.#events = this.#events.slice(-MAX_EVENTS);
  }
}
