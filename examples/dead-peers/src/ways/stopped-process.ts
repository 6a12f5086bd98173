import type { Way } from '../stage.ts';

export const stoppedProcess: Way = {
  name: 'stopped-process',
  title:
    'a debugger, a phone in the background: the process stands still while its kernel keeps the connection in order',
  stopsProcess: true,
  play: async (stage) => {
    const server = await stage.openServer({ idleTimeoutMs: 1000, idleScanIntervalMs: 250 });
    const child = await stage.startProcess(server);
    await stage.pause(700);
    const client = server.clients[0];
    stage.say('act', `SIGSTOP to process ${child.pid}.`);
    child.kill('SIGSTOP');
    await stage.pause(300);
    client?.sendFrame(1001, new Uint8Array(1000));
    await stage.pause(100);
    stage.say(
      'socket',
      `took 1000 bytes for it, ${client?.bufferedBytes ?? 0} still wait: its kernel has acknowledged them`,
    );
    await stage.untilNobodyIsLeft(server);
    stage.say('act', 'SIGCONT: it goes on, and hears the verdict.');
    child.kill('SIGCONT');
    await stage.until(() => child.exitCode !== null);
  },
};
