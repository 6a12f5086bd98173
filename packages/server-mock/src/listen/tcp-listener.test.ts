import net from 'node:net';
import { expect, it } from 'vitest';
import type { LinkListener } from '../link/link.ts';
import { TcpListener } from './tcp-listener.ts';

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

/** Blocks this process, so that all that a peer did meanwhile is read in one go. */
const letTheKernelWork = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);

/** Accepts one connection whose peer sends a byte, and notes what its listener hears. */
const hear = async (leave: (peer: net.Socket) => void): Promise<readonly string[]> => {
  const heard: string[] = [];
  const listener: LinkListener = {
    onBytes: (bytes) => heard.push(`${bytes.length} byte`),
    onEnd: () => {
      heard.push('end');
      link?.end();
    },
    onViolation: () => heard.push('violation'),
    onClose: (how) => heard.push(`close ${how}`),
  };
  let link: { end(): void } | undefined;
  const listening = new TcpListener({
    host: '127.0.0.1',
    port: 0,
    maxConnections: Number.POSITIVE_INFINITY,
    keepAliveMs: 0,
  });
  await listening.open(
    (accepted) => {
      link = accepted;
      return listener;
    },
    (caller) => {
      caller.enter();
      return () => {};
    },
  );
  const peer = net.connect({ port: listening.port, host: '127.0.0.1', noDelay: true });
  peer.on('error', () => {});
  await until(() => link !== undefined && peer.readyState === 'open');
  peer.write('x', () => {
    leave(peer);
    // Closing the socket takes a turn of the loop; only then does the kernel get to send its last segment.
    setImmediate(letTheKernelWork);
  });
  letTheKernelWork();
  await until(() => heard.some((line) => line.startsWith('close')));
  await listening.close();
  return heard;
};

it('tells a RST from a FIN, also when it arrives together with the last bytes', async () => {
  for (let run = 0; run < 10; run++) {
    expect(await hear((peer) => void peer.resetAndDestroy())).not.toContain('end');
  }
});

it('tells a FIN behind the last bytes as the end that it is', async () => {
  expect(await hear((peer) => void peer.end())).toEqual(['1 byte', 'end', 'close fin']);
});
