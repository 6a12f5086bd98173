import { constants, createReadStream, ftruncateSync, type WriteStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import type { RecordingSink } from './recorder.ts';
import { type Recording, readRecording, type ScannedItem, scanRecording } from './recording.ts';

/** Opens a file to record to; what it held before is lost when a recorder begins. Rejects with the host's error. */
export const openFileSink = async (path: string): Promise<RecordingSink> => {
  const handle = await open(path, constants.O_WRONLY | constants.O_CREAT);
  const isFile = (await handle.stat()).isFile();
  return new FileSink(handle.createWriteStream(), () => {
    if (isFile) ftruncateSync(handle.fd);
  });
};

/** Reads a whole recording from a file. Rejects with the host's error; damage inside is told by `damage`. */
export const readRecordingFile = async (path: string): Promise<Recording> => readRecording(await readFile(path));

/** Reads a recording of any size from a file, piece by piece. Throws the host's error, or a RecordingError behind the last sound item. */
export const scanRecordingFile = (path: string): AsyncGenerator<ScannedItem, void, undefined> =>
  scanRecording(createReadStream(path));

/** Writes what one turn of the program records at once, while the next turn goes on. */
class FileSink implements RecordingSink {
  readonly #stream: WriteStream;
  readonly #empty: () => void;
  #isEmptied = false;
  #isCorked = false;
  #failure: Error | undefined;

  /** `empty` takes out of the file what it held before. */
  constructor(stream: WriteStream, empty: () => void) {
    this.#stream = stream;
    this.#empty = empty;
    stream.on('error', (error) => {
      this.#failure ??= error;
    });
  }

  get bufferedBytes(): number {
    return this.#stream.writableLength;
  }

  write(bytes: Uint8Array): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#isEmptied) {
      this.#isEmptied = true;
      this.#empty();
    }
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#stream.cork();
      process.nextTick(() => {
        this.#isCorked = false;
        this.#stream.uncork();
      });
    }
    this.#stream.write(bytes);
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (): void => (this.#failure === undefined ? resolve() : reject(this.#failure));
      if (this.#stream.closed) {
        settle();
        return;
      }
      this.#stream.once('close', settle);
      this.#stream.end();
    });
  }
}
