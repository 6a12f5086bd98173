import { type Clock, createSystemClock } from '@netmgr/client';
import { escapeControls } from '../escape-controls.ts';
import { type ControlApi, openControlApi } from '../proxy/control-api.ts';
import { createFaultProxy, type FaultProxy } from '../proxy/fault-proxy.ts';
import { formatDuration } from '../time/duration.ts';
import { readCommandLine } from './command-line-error.ts';
import { runProxyLine, writeInstalled } from './proxy-console.ts';
import { PROXY_HELP, type ProxyCliOptions, parseProxyOptions } from './proxy-options.ts';
import { recordToFile } from './record-to-file.ts';
import { Terminal } from './terminal.ts';

/** Runs `netmgr-mock proxy`. Rejects with an Error whose message is for the user. */
export const runProxy = async (args: readonly string[]): Promise<void> => {
  const options = readCommandLine(() => parseProxyOptions(args));
  if (options === 'help') process.stdout.write(PROXY_HELP);
  else await serve(options);
};

const serve = async (options: ProxyCliOptions): Promise<void> => {
  const clock = createSystemClock();
  const now = (): number => clock.now();
  const recording = await recordToFile(options.recordPath, clock);
  const { proxy, api } = await open(options, clock).catch(async (error: unknown) => {
    await recording.finish();
    throw error;
  });
  let isEnding = false;
  const end = async (): Promise<void> => {
    await Promise.all([proxy.close(), api?.close()]);
    await recording.finish();
    print('Closed.');
    terminal.close();
  };
  const quit = (): void => {
    if (isEnding) return;
    isEnding = true;
    void end();
  };
  const print = (line: string): void => terminal.print(line);
  const terminal = new Terminal({
    input: process.stdin,
    output: process.stdout,
    onLine: (line) => runProxyLine({ proxy, now, print, quit }, line),
    onInterrupt: quit,
  });
  process.once('SIGINT', quit);
  process.once('SIGTERM', quit);
  report(proxy, now, print);
  print(greet(proxy, api));
  recording.start(proxy, print);
};

interface Opened {
  readonly proxy: FaultProxy;
  readonly api: ControlApi | undefined;
}

const open = async ({ apiPort, token, faults, ...options }: ProxyCliOptions, clock: Clock): Promise<Opened> => {
  const proxy = await createFaultProxy({ ...options.proxy, clock });
  try {
    for (const { fault, options: when } of faults) proxy.addFault(fault, when);
    if (apiPort === undefined) return { proxy, api: undefined };
    return { proxy, api: await openControlApi({ proxy, clock, port: apiPort, token }) };
  } catch (error) {
    await proxy.close();
    throw error;
  }
};

const greet = (proxy: FaultProxy, api: ControlApi | undefined): string =>
  [
    'netmgr-mock proxy is listening.',
    `  clients  ${proxy.url}`,
    `  server   ${proxy.target}`,
    ...proxy.faults.map((each) => `  fault    ${writeInstalled(proxy, each)}`),
    ...(api === undefined ? [] : [`  API      ${api.url}`, `  token    ${api.token}`]),
    'Type help for the commands, quit to end.',
  ].join('\n');

const report = (proxy: FaultProxy, now: () => number, print: (line: string) => void): void => {
  proxy.on('clientOpen', ({ id, peerName }) => print(`+ client ${id} from ${peerName}`));
  proxy.on('clientClose', ({ id, openedAt, upBytes, downBytes }, { how, by }) => {
    const open = formatDuration(now() - openedAt);
    print(`- client ${id} ended by a ${how} of the ${by} (open for ${open}, ${upBytes} bytes up, ${downBytes} down)`);
  });
  proxy.on('clientRefused', (peerName) => print(`! turned ${peerName} away: there are too many clients`));
  proxy.on('unreachable', (peerName, why) => print(`! turned ${peerName} away: ${escapeControls(why)}`));
};
