import type { Socket } from 'node:net';
import type { Way } from '../stage.ts';

export const keepalive: Way = {
  name: 'keepalive',
  title: 'TCP keepalive beside a heartbeat, on two connections of one stopped process: the kernel answers for the dead',
  stopsProcess: true,
  play: async (stage) => {
    const kept: Socket[] = [];
    const port = await stage.listen((socket) => kept.push(socket.setKeepAlive(true, 1000)));
    // Its kernel asks too, and is answered, before the server's own patience ends: the client is idle, and not unreachable.
    const server = await stage.openServer({ tcpKeepAliveMs: 1000, idleTimeoutMs: 2500, idleScanIntervalMs: 250 });
    const child = await stage.startProcess(server, port);
    await stage.until(() => kept.length === 1);
    await stage.pause(400);
    stage.say('act', `SIGSTOP to process ${child.pid}.`);
    child.kill('SIGSTOP');
    await stage.untilNobodyIsLeft(server);
    await stage.pause(500);
    const belief = kept.some((socket) => socket.destroyed) ? 'has ended' : 'still counts as open after its probes';
    stage.say('socket', `the connection with TCP keepalive of 1 s ${belief}`);
    stage.say('act', 'SIGKILL: now its kernel has something to say.');
    child.kill('SIGKILL');
    await stage.until(() => kept.every((socket) => socket.destroyed || socket.readableEnded));
  },
};
