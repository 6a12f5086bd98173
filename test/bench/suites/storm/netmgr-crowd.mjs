import { NetMgr } from '@netmgr/client';
import { createMemoryServer, VirtualClock } from '@netmgr/server-mock';
import { createDoor } from './storm.mjs';

/** Long enough for a connection to count as stable. */
const STABLE_MS = 15_000;
/** RFC 6455, section 7.4.2. */
const SERVICE_RESTART = 1012;
const STEP_MS = 5000;
const PATIENCE_MS = 600_000;

/**
 * A crowd of real NetMgrs with all settings as shipped, but for heartbeats, which have no part in it.
 * @type {import('./workbench.mjs').Crowd['weather']}
 */
export const weather = async ({ clients, announced = false, ...rest }, random) => {
  const clock = new VirtualClock();
  const server = createMemoryServer({ clock, maxClients: clients, idleTimeoutMs: 0 });
  /** @type {number[]} */
  const attempts = [];
  let allBackMs = 0;
  let droppedAt = Number.NaN;
  let door = (/** @type {number} */ _now) => true;

  /** @type {import('@netmgr/client').TransportListener[]} */
  const listeners = [];
  /** @type {import('@netmgr/client').TransportFactory} */
  const transport = (listener) => {
    const now = clock.now() - droppedAt;
    if (droppedAt >= 0) attempts.push(now);
    if (!door(now)) return refuse(listener);
    allBackMs = now;
    if (announced && Number.isNaN(droppedAt)) listeners.push(listener);
    return server.transport(listener);
  };
  const crowd = Array.from({ length: clients }, () => new NetMgr({ transport, clock, random, heartbeat: false }));
  await Promise.all(crowd.map((net) => net.connect()));
  await clock.advance(STABLE_MS);

  droppedAt = clock.now();
  door = createDoor(rest);
  for (const listener of listeners) listener.onClose({ how: 'fin', code: SERVICE_RESTART });
  server.dropAll('reset');
  const isBack = () => server.clientCount === clients;
  do await clock.advance(STEP_MS);
  while (!isBack() && clock.now() - droppedAt < PATIENCE_MS);
  return { attempts, back: server.clientCount, allBackMs };
};

/** @type {import('@netmgr/client').TransportFactory} */
const refuse = (listener) => {
  queueMicrotask(() => listener.onClose({ how: 'failed', detail: 'refused' }));
  return { send() {}, close() {}, abort() {}, bufferedBytes: 0 };
};
