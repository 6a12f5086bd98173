import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startBlobWorker } from './blob-worker.ts';

/** Runs the blob's script beside the page, as a worker would: messages come in later tasks. */
class StandInWorker {
  static readonly all: StandInWorker[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { preventDefault(): void }) => void) | null = null;
  isTerminated = false;
  readonly url: string;
  readonly #scope: Record<string, unknown> & { onmessage?: (event: { data: unknown }) => void };

  constructor(url: string) {
    this.url = url;
    StandInWorker.all.push(this);
    const postMessage = (data: unknown): unknown => setTimeout(() => this.isTerminated || this.onmessage?.({ data }));
    this.#scope = { setTimeout, clearTimeout, Map, postMessage };
  }

  run(script: string): void {
    runInNewContext(script, this.#scope);
  }

  postMessage(data: unknown): void {
    setTimeout(() => this.isTerminated || this.#scope.onmessage?.({ data: structuredClone(data) }));
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

const scripts: Blob[] = [];
const revoked: string[] = [];
const told: (number | 'ready' | 'fail')[] = [];
const listener = {
  onReady: () => void told.push('ready'),
  onTimeout: (id: number) => void told.push(id),
  onFail: () => void told.push('fail'),
};

beforeEach(() => {
  for (const list of [scripts, revoked, told, StandInWorker.all]) list.length = 0;
  vi.stubGlobal('Worker', StandInWorker);
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:${scripts.push(blob as Blob)}`);
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url));
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const start = async () => {
  const worker = startBlobWorker(listener);
  const standIn = StandInWorker.all[0]!;
  standIn.run(await scripts[0]!.text());
  await vi.waitFor(() => expect(told).toEqual(['ready']));
  return { worker, standIn };
};

describe('startBlobWorker', () => {
  it('tells when the worker runs, and lets go of the blob then', async () => {
    const { standIn } = await start();
    expect([standIn.url, scripts[0]!.type, revoked]).toEqual(['blob:1', 'text/javascript', ['blob:1']]);
  });

  it('runs timers in the worker, and not those that were disarmed', async () => {
    const { worker } = await start();
    worker.arm(1, 20);
    worker.arm(2, 1);
    worker.arm(3, 1);
    worker.disarm(3);
    await vi.waitFor(() => expect(told).toEqual(['ready', 2, 1]));
  });

  it('tells nothing after its end', async () => {
    const { worker, standIn } = await start();
    worker.arm(1, 1);
    worker.end();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([told, standIn.isTerminated, standIn.onmessage]).toEqual([['ready'], true, null]);
  });

  it('tells that a policy forbids it, and leaves nothing behind', () => {
    startBlobWorker(listener);
    const standIn = StandInWorker.all[0]!;
    const event = { preventDefault: vi.fn() };
    standIn.onerror?.(event);
    expect([told, revoked, standIn.isTerminated]).toEqual([['fail'], ['blob:1'], true]);
    expect(event.preventDefault).toHaveBeenCalled();
  });

  it('throws where a worker may not even be made, and lets go of the blob', () => {
    vi.stubGlobal(
      'Worker',
      class {
        constructor() {
          throw new Error('SecurityError');
        }
      },
    );
    expect(() => startBlobWorker(listener)).toThrow('SecurityError');
    expect(revoked).toEqual(['blob:1']);
  });

  it('throws where there are no workers', () => {
    vi.stubGlobal('Worker', undefined);
    expect(() => startBlobWorker(listener)).toThrow();
  });
});
