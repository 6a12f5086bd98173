import type { StartTimerWorker } from './timer-worker.ts';

/** No timer has this id. */
const READY = 0;

/** Takes `[id, delayMs]` to arm and `[id]` to disarm, and answers with the id. */
const SCRIPT = `
const timers = new Map();
onmessage = ({ data: [id, delayMs] }) => {
  clearTimeout(timers.get(id));
  timers.delete(id);
  if (delayMs === undefined) return;
  timers.set(id, setTimeout(() => {
    timers.delete(id);
    postMessage(id);
  }, delayMs));
};
postMessage(${READY});
`;

/** Starts a worker from a blob, which needs no file of its own on the server, but `worker-src blob:` where there is a policy. */
export const startBlobWorker: StartTimerWorker = (listener) => {
  const url = URL.createObjectURL(new Blob([SCRIPT], { type: 'text/javascript' }));
  const release = (): void => URL.revokeObjectURL(url);
  let worker: Worker;
  try {
    worker = new Worker(url);
  } catch (error) {
    release();
    throw error;
  }
  const end = (): void => {
    release();
    worker.onmessage = worker.onerror = null;
    worker.terminate();
  };
  worker.onmessage = ({ data }: MessageEvent<number>) => {
    if (data !== READY) listener.onTimeout(data);
    else {
      release();
      listener.onReady();
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    end();
    listener.onFail();
  };
  return {
    arm: (id, delayMs) => worker.postMessage([id, Math.ceil(delayMs)]),
    disarm: (id) => worker.postMessage([id]),
    end,
  };
};
