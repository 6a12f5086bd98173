import type { FrameLayout } from '@netmgr/client/protocol';
import { FRAME_LAYOUTS } from '@netmgr/client/protocol';
import type { RecordedEvent } from './recorded-event.ts';
import { RecordingDecoder } from './recording-decoder.ts';
import { RecordingError } from './recording-error.ts';

/** A recording in memory. */
export interface Recording {
  /** How the frames inside look; the unity layout when not even the header could be read. */
  readonly layout: FrameLayout;
  /** All that could be read, in order. */
  readonly events: readonly RecordedEvent[];
  /** Tells what is wrong with the rest, and from which byte on; `undefined` when nothing is. */
  readonly damage: RecordingError | undefined;
}

/** Reads a whole recording. Never throws: what is damaged is told by `damage`, and all before it is there. */
export const readRecording = (bytes: Uint8Array): Recording => {
  const events: RecordedEvent[] = [];
  let layout: FrameLayout = FRAME_LAYOUTS.unity;
  const decoder = new RecordingDecoder({
    onHeader: (found) => {
      layout = found;
    },
    onEvent: (event) => void events.push(event),
  });
  let damage: RecordingError | undefined;
  try {
    decoder.push(bytes);
    decoder.end();
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    damage = error;
  }
  return { layout, events, damage };
};

/** What `scanRecording` gives, one by one: the header first, then the events. */
export type ScannedItem =
  | { readonly layout: FrameLayout; readonly event?: undefined }
  | { readonly layout?: undefined; readonly event: RecordedEvent };

/** Reads a recording of any size as it comes. Throws RecordingError behind the last item that is sound. */
export async function* scanRecording(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<ScannedItem, void, undefined> {
  let items: ScannedItem[] = [];
  const decoder = new RecordingDecoder({
    onHeader: (layout) => void items.push({ layout }),
    onEvent: (event) => void items.push({ event }),
  });
  const take = (): ScannedItem[] => {
    const taken = items;
    items = [];
    return taken;
  };
  for await (const chunk of chunks) {
    let failure: unknown;
    try {
      decoder.push(chunk);
    } catch (error) {
      failure = error;
    }
    yield* take();
    if (failure !== undefined) throw failure;
  }
  decoder.end();
}
