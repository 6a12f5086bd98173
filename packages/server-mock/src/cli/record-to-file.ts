import type { Clock } from '@netmgr/client';
import type { MockServer } from '../mock-server.ts';
import { Recorder } from '../record/recorder.ts';
import { openFileSink } from '../record/recording-file.ts';

/** A recording into a file that is under way. */
export interface FileRecording {
  /** Begins with the connections that a server takes from now on. */
  start(server: MockServer, print: (line: string) => void): void;
  /** Finishes the file. Never rejects: what went wrong has been printed. */
  finish(): Promise<void>;
}

/** Opens the file of a recording; rejects with the host's error. Without a path it does nothing. */
export const recordToFile = async (path: string | undefined, clock: Clock): Promise<FileRecording> => {
  if (path === undefined) return { start: () => {}, finish: async () => {} };
  let print: (line: string) => void = () => {};
  const recorder = new Recorder({
    clock,
    sink: await openFileSink(path),
    onFailure: (error) => print(`The recording ends here: ${error.message}`),
  });
  return {
    start: (server, toPrint) => {
      print = toPrint;
      server.record(recorder);
      print(`Recording to ${path}.`);
    },
    finish: async () => {
      await recorder.close().catch((error: Error) => {
        // Any other failure was printed when it came.
        if (recorder.failure === undefined) print(`The recording is not whole: ${error.message}`);
      });
    },
  };
};
