import type { Clock } from '@netmgr/client';
import { Recorder } from '../record/recorder.ts';
import { openFileSink } from '../record/recording-file.ts';

/** What can be recorded: a server, or a proxy. */
export interface Recordable {
  /** Records the connections that begin from now on. */
  record(recorder: Recorder): unknown;
}

/** A recording into a file that is under way. */
export interface FileRecording {
  /** Begins with the connections that are taken from now on. */
  start(recorded: Recordable, print: (line: string) => void): void;
  /** Finishes the file. Never rejects: what went wrong has been printed. */
  finish(): Promise<void>;
}

/** Opens the file of a recording, which keeps what it holds until `start()`; rejects with the host's error. Without a path it does nothing. */
export const recordToFile = async (path: string | undefined, clock: Clock): Promise<FileRecording> => {
  if (path === undefined) return { start: () => {}, finish: async () => {} };
  const sink = await openFileSink(path);
  let recorder: Recorder | undefined;
  let print: (line: string) => void = () => {};
  return {
    start: (recorded, toPrint) => {
      print = toPrint;
      // Made no earlier, so that a server that cannot start costs no recording of one that did.
      recorder = new Recorder({
        clock,
        sink,
        onFailure: (error) => print(`The recording ends here: ${error.message}`),
      });
      recorded.record(recorder);
      print(`Recording to ${path}.`);
    },
    finish: async () => {
      await (recorder ?? sink).close().catch((error: Error) => {
        // Any other failure was printed when it came.
        if (recorder?.failure === undefined) print(`The recording is not whole: ${error.message}`);
      });
    },
  };
};
