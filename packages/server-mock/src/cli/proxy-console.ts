import { describeFault } from '../fault/fault.ts';
import type { InstalledFault } from '../fault/installed-fault.ts';
import { FAULT_KINDS } from '../proxy/fault-kinds.ts';
import type { FaultProxy } from '../proxy/fault-proxy.ts';
import { FAULT_WORDS_USAGE, parseFaultText } from '../proxy/fault-text.ts';
import { formatDuration } from '../time/duration.ts';

/** What the commands of a proxy's console work on. */
export interface ProxyConsoleContext {
  readonly proxy: FaultProxy;
  /** Tells the time of the proxy's clock. */
  readonly now: () => number;
  /** Prints a line. */
  readonly print: (line: string) => void;
  /** Ends the program. */
  readonly quit: () => void;
}

interface ProxyCommand {
  readonly usage: string;
  readonly meaning: string;
  /** Runs it; a returned text is printed. Throws an Error whose message is for the user. */
  readonly run: (context: ProxyConsoleContext, rest: string) => string | undefined;
}

/** Runs one line of the console. Never throws: what is wrong is printed. */
export const runProxyLine = (context: ProxyConsoleContext, line: string): void => {
  const [, name = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(line) ?? [];
  if (name === '') return;
  const command = COMMANDS.get(name.toLowerCase());
  if (command === undefined) {
    context.print(`There is no command '${name}'; help lists them all.`);
    return;
  }
  try {
    const text = command.run(context, rest);
    if (text !== undefined) context.print(text);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    context.print(`${words.replace(/^\[\w+\] /, '')}\nUsage: ${command.usage}`);
  }
};

/** Writes an installed fault for people, such as `#1 latency({ ms: 100, jitterMs: 20 }) up`. */
export const writeInstalled = (proxy: FaultProxy, installed: InstalledFault): string => {
  const { number, fault, direction, probability, isActive } = installed;
  const client = proxy.clientOf(installed);
  const words = [
    `#${number}`,
    describeFault(fault),
    ...(fault.effect.at === 'stream' ? [direction] : []),
    ...(client === undefined ? [] : [`client ${client}`]),
    ...(probability === 1 ? [] : [`chance ${probability * 100}%`]),
    ...(isActive ? [] : ['not yet']),
  ];
  return words.join(' ');
};

const COMMANDS: ReadonlyMap<string, ProxyCommand> = new Map(
  Object.entries<ProxyCommand>({
    faults: {
      usage: 'faults [help]',
      meaning: 'list what goes wrong; with help, how each kind is written',
      run: ({ proxy }, rest) => {
        if (rest.toLowerCase() === 'help') return listKinds();
        return proxy.faults.map((each) => writeInstalled(proxy, each)).join('\n') || 'Nothing goes wrong.';
      },
    },
    add: {
      usage: `add latency=100±20 ${FAULT_WORDS_USAGE}`,
      meaning: 'let something go wrong',
      run: ({ proxy }, rest) => {
        const { fault, options } = parseFaultText(rest);
        return `Added ${writeInstalled(proxy, proxy.addFault(fault, options))}.`;
      },
    },
    remove: {
      usage: 'remove <number>',
      meaning: 'let it go wrong no more; what it held goes on',
      run: ({ proxy }, rest) => {
        const installed = proxy.faults.find(({ number }) => String(number) === rest.replace('#', ''));
        if (installed === undefined) throw new Error(rest === '' ? 'Which fault?' : `There is no fault '${rest}'.`);
        installed.remove();
        return `Removed #${installed.number}.`;
      },
    },
    clear: {
      usage: 'clear',
      meaning: 'remove all faults',
      run: ({ proxy }) => {
        const count = proxy.faults.length;
        proxy.clearFaults();
        return `Removed ${count === 1 ? '1 fault' : `${count} faults`}.`;
      },
    },
    clients: { usage: 'clients', meaning: 'list who is connected', run: (context) => listClients(context) },
    drop: {
      usage: 'drop reset|fin [client]',
      meaning: 'end connections, for both sides',
      run: ({ proxy }, rest) => drop(proxy, rest),
    },
    stall: {
      usage: 'stall',
      meaning: 'let nothing through and lose nothing',
      run: ({ proxy }) => {
        proxy.stall();
        return 'Stalled; resume ends it.';
      },
    },
    resume: {
      usage: 'resume',
      meaning: 'end every stall, and let through what waited',
      run: ({ proxy }) => {
        proxy.resume();
        return 'Resumed.';
      },
    },
    quit: {
      usage: 'quit',
      meaning: 'end all connections and the proxy',
      run: ({ quit }) => {
        quit();
        return undefined;
      },
    },
    help: { usage: 'help', meaning: 'list the commands', run: () => listCommands() },
  }),
);

const listCommands = (): string =>
  Array.from(COMMANDS.values(), ({ usage, meaning }) =>
    usage.length < 25 ? `${usage.padEnd(26)}${meaning}` : `${usage}\n${''.padEnd(26)}${meaning}`,
  ).join('\n');

const listKinds = (): string =>
  [...Object.values(FAULT_KINDS).map(({ usage }) => usage), `behind any of them: ${FAULT_WORDS_USAGE}`].join('\n');

const listClients = ({ proxy, now }: ProxyConsoleContext): string => {
  const lines = proxy.clients.map(({ id, peerName, openedAt, upBytes, downBytes }) => {
    const open = formatDuration(now() - openedAt);
    return `${`#${id}`.padEnd(4)} ${peerName.padEnd(22)} open for ${open}, ${upBytes} bytes up, ${downBytes} down`;
  });
  return lines.join('\n') || 'Nobody is connected.';
};

const drop = (proxy: FaultProxy, rest: string): string => {
  const [how = '', client, ...more] = rest.split(/\s+/).filter((word) => word !== 'client');
  if (how !== 'reset' && how !== 'fin') throw new Error(`'${how}' is no way to drop.`);
  if (client === undefined) {
    const count = proxy.dropAll(how);
    return `Dropped ${count === 1 ? '1 client' : `${count} clients`} by ${how}.`;
  }
  const id = /^#?\d{1,15}$/.test(client) && more.length === 0 ? Number(client.replace('#', '')) : Number.NaN;
  if (Number.isNaN(id)) throw new Error(`'${[client, ...more].join(' ')}' is no client.`);
  proxy.drop(id, how);
  return `Dropped client ${id} by ${how}.`;
};
