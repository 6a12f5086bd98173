// nats-server, when this machine has it, and the game's server as a client of it.

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadPeer } from '../../../load-peer.mjs';

const POLL_MS = 20;
const POLLS = 500;

/** @type {import('../server-process.mjs').ServerModule['serve']} */
export const serve = async ({ wire, task }, ledger) => {
  const ports = await startNats();
  if (!ports) return { skipped: 'nats-server is not installed' };
  const { connect } = loadPeer('@nats-io/transport-node');
  const connection = await connect({ servers: ports.tcp });
  const subscribe = (/** @type {string} */ subject, /** @type {(message: any) => void} */ onMessage) =>
    connection.subscribe(subject, {
      callback: (/** @type {Error | null} */ error, /** @type {any} */ message) => {
        if (error) throw error;
        onMessage(message);
      },
    });
  subscribe('raw', ({ data }) => {
    ledger.body(data, 0, data.length);
    if (task !== 'stream') connection.publish('reply', data);
  });
  subscribe('player', (message) => {
    ledger.player(message.json());
    message.respond(message.data);
  });
  await connection.flush();
  return { port: Number(new URL(ports[wire]).port) };
};

/** Starts it on free ports and tells its addresses, or nothing when there is no such program. */
const startNats = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'netmgr-bench-nats-'));
  const config = join(folder, 'nats.conf');
  writeFileSync(
    config,
    `host: "127.0.0.1"\nport: -1\nports_file_dir: "${folder}"\nwebsocket { host: "127.0.0.1", port: -1, no_tls: true }\n`,
  );
  const nats = spawn('nats-server', ['-c', config], { stdio: 'ignore' });
  process.on('exit', () => {
    nats.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  // Without a listener a signal would end this process with no word to whoever listens to its exit.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  let isMissing = false;
  nats.once('error', () => {
    isMissing = true;
  });
  for (let polls = 0; polls < POLLS && !isMissing; polls++) {
    await sleep(POLL_MS);
    const file = readdirSync(folder).find((name) => name.endsWith('.ports'));
    const text = file && readFileSync(join(folder, file), 'utf8');
    if (!text) continue;
    const { nats: tcp, websocket } = JSON.parse(text);
    return { tcp: String(tcp[0]), ws: String(websocket[0]) };
  }
  if (isMissing) return undefined;
  throw new Error('nats-server does not come up');
};
