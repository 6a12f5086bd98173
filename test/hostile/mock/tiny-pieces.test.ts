import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { SOURCES } from '../../support/sources.ts';
import type { FloodOrder, FloodReport } from './flood-victim.ts';

// A byte that waits costs what the piece costs that it came in. Eight clients send millions of pieces of one byte, or ask for
// small answers that they never read, to a process with a heap that holds hardly any of them.

const HEAP_MIB = 64;
const CLIENTS = 8;
/** Each piece that is kept costs some 300 bytes, so that a part of what all clients send fills the heap. */
const PIECES_PER_CLIENT = { ws: 250_000, tcp: 25_000 } as const;
/** Somebody who has been able to send nothing for so long has filled all that he may, and whoever sent all has been read. */
const STUCK_MS = 600;
const HEART = Buffer.from('e703000000000000', 'hex');

type Kind = 'tcp' | 'ws';

let folder: string;
let victimPath: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netmgr-flood-'));
  victimPath = join(folder, 'victim.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./flood-victim.ts', import.meta.url))],
    outfile: victimPath,
    bundle: true,
    platform: 'node',
    format: 'esm',
    alias: SOURCES,
    external: ['bufferutil', 'utf-8-validate'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Victim {
  readonly port: number;
  /** The exit code or signal; undefined while it lives. */
  readonly ending: string | undefined;
  /** Puts up one fault in place of all others. Resolves when that is done, or when the process has ended. */
  order(fault: string): Promise<void>;
}

const startVictim = async (kind: Kind, where: 'server' | 'proxy'): Promise<Victim> => {
  const child: ChildProcess = fork(victimPath, [kind, where], {
    execArgv: [`--max-old-space-size=${HEAP_MIB}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let ending: string | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      ending = String(signal ?? code);
      resolve();
    });
  });
  const nextReport = (): Promise<FloodReport> => new Promise((resolve) => child.once('message', resolve));
  const { port = 0 } = await nextReport();
  return {
    port,
    get ending() {
      return ending;
    },
    order: async (fault) => {
      if (ending !== undefined) return;
      const done = nextReport();
      child.send({ fault } satisfies FloodOrder, () => {});
      await Promise.race([done, ended]);
    },
  };
};

/** Wraps a body of less than 126 bytes as a client's WebSocket message, with a mask that changes nothing. */
const message = (body: Buffer): Buffer => Buffer.concat([Buffer.from([0x82, 0x80 + body.length, 0, 0, 0, 0]), body]);

const UPGRADE = [
  'GET / HTTP/1.1',
  'Host: localhost',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  '\r\n',
].join('\r\n');

/** What a client sends on and on: pieces of one byte each, or heartbeats whose answers it never reads. */
type What = 'bytes' | 'heartbeats';

/** How many pieces go into one write: over TCP a write is a piece, and a heartbeat that comes with others is answered with them. */
const createBatch = (kind: Kind, what: What): { readonly bytes: Buffer; readonly pieces: number } => {
  const body = what === 'bytes' ? Buffer.alloc(1) : HEART;
  if (kind === 'tcp') return { bytes: body, pieces: 1 };
  return { bytes: Buffer.concat(Array.from({ length: 500 }, () => message(body))), pieces: 500 };
};

/** Floods by one client after the other, each dropped one followed by a new one, until enough is sent or nothing moves. */
const floodByOne = async (kind: Kind, what: What, victim: Victim): Promise<void> => {
  const batch = createBatch(kind, what);
  let left: number = PIECES_PER_CLIENT[kind];
  let isStuck = false;
  while (left > 0 && !isStuck && victim.ending === undefined) {
    await new Promise<void>((resolve) => {
      const socket = net.connect({ port: victim.port, host: '127.0.0.1', noDelay: true });
      const timer = setInterval(() => {
        isStuck = sentAt < performance.now() - STUCK_MS;
        if (isStuck || victim.ending !== undefined) socket.destroy();
      }, 50);
      let sentAt = performance.now();
      const send = (): void => {
        // A few at a time, so that each comes as a piece of its own and all clients take their turns.
        for (let i = 0; i < 20 && left > 0; i++) {
          left -= batch.pieces;
          if (!socket.write(batch.bytes)) break;
        }
        sentAt = performance.now();
        if (left <= 0) return;
        if (socket.writableNeedDrain) socket.once('drain', send);
        else setImmediate(send);
      };
      socket.on('error', () => {});
      socket.once('close', () => {
        clearInterval(timer);
        resolve();
      });
      socket.once('connect', () => {
        if (kind === 'tcp') send();
        else {
          socket.write(UPGRADE);
          // The answer is read, and nothing behind it.
          socket.once('data', () => {
            socket.pause();
            send();
          });
        }
      });
      if (kind === 'tcp') socket.pause();
    });
  }
};

const flood = (kind: Kind, victim: Victim): Promise<unknown> =>
  Promise.all(
    Array.from({ length: CLIENTS }, (_, i) => floodByOne(kind, i % 2 === 0 ? 'bytes' : 'heartbeats', victim)),
  );

const FAULTS = ['none', 'stall', 'halfOpen', 'bandwidth', 'latency', 'coalesce'];

describe.each(['ws', 'tcp'] as const)('a process with little memory, flooded over %s with tiny pieces', (kind) => {
  it.each(['server', 'proxy'] as const)(
    'goes on as a %s, under every fault that holds',
    { timeout: 120_000 },
    async (where) => {
      const victim = await startVictim(kind, where);
      for (const fault of where === 'server' ? [...FAULTS, 'serverStall'] : FAULTS) {
        await victim.order(fault);
        await flood(kind, victim);
        expect([fault, victim.ending]).toEqual([fault, undefined]);
      }
      await victim.order('none');
      expect(victim.ending).toBeUndefined();
    },
  );
});
