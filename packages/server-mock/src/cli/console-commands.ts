import type { MockClient } from '../mock-client.ts';
import type { MockServer } from '../mock-server.ts';
import { describeReceived } from '../received-log.ts';
import { formatDuration, parseDuration } from '../time/duration.ts';

/** What the console's commands work on. */
export interface ConsoleContext {
  readonly server: MockServer;
  /** Tells the time of the server's clock. */
  readonly now: () => number;
  /** Prints a line. */
  readonly print: (line: string) => void;
  /** Ends the program with a goodbye. */
  readonly quit: () => Promise<void>;
}

interface ConsoleCommand {
  readonly usage: string;
  readonly meaning: string;
  /** Runs it; a returned text is printed. Throws an Error whose message is for the user. */
  readonly run: (
    context: ConsoleContext,
    words: readonly string[],
    rest: string,
  ) => string | Promise<string | undefined>;
}

/** Runs one line of the console. Never throws: what is wrong is printed. */
export const runConsoleLine = async (context: ConsoleContext, line: string): Promise<void> => {
  const [, name = '', rest = ''] = /^\s*([^\s:]*:?)\s*(.*?)\s*$/s.exec(line) ?? [];
  if (name === '') return;
  const command = COMMANDS.get(name.toLowerCase());
  if (command === undefined) {
    context.print(`There is no command '${name}'; help lists them all.`);
    return;
  }
  try {
    const words = rest.split(/\s+/).filter((word) => word !== '');
    const result = command.run(context, words, rest);
    // Awaiting a text that is there already would let the next line overtake it.
    const text = typeof result === 'string' ? result : await result;
    if (text !== undefined) context.print(text);
  } catch (error) {
    context.print(`${error instanceof Error ? error.message : String(error)}\nUsage: ${command.usage}`);
  }
};

const COMMANDS: ReadonlyMap<string, ConsoleCommand> = new Map(
  Object.entries<ConsoleCommand>({
    clients: {
      usage: 'clients',
      meaning: 'list who is online',
      run: ({ server, now }) => listClients(server.clients, now()),
    },
    received: {
      usage: 'received',
      meaning: 'show the latest ten messages',
      run: ({ server, now }) => {
        const lines = server
          .received()
          .slice(-10)
          .map((message) => describeReceived(message, now()));
        return lines.join('\n') || 'Nothing was received.';
      },
    },
    'b:': {
      usage: 'B:1001 [text | 0xbytes]',
      meaning: 'send everybody a frame with this id and body',
      run: ({ server }, _words, rest) => broadcast(server, rest),
    },
    kick: {
      usage: 'kick <id>',
      meaning: 'say Quit to a client and close',
      run: ({ server }, words) => {
        const client = findClient(server, words);
        client.kick();
        return `Kicked client ${client.id}.`;
      },
    },
    stall: {
      usage: 'stall [id]',
      meaning: 'play dead: keep sockets open, read and write nothing',
      run: ({ server }, words) => {
        if (words.length === 0) server.stall();
        else findClient(server, words).stall();
        return `Stalled ${words.length === 0 ? 'all clients' : `client ${words[0]}`}; resume ends it.`;
      },
    },
    resume: {
      usage: 'resume [id]',
      meaning: 'go on, and make up for what waited',
      run: ({ server }, words) => {
        if (words.length === 0) server.resume();
        else findClient(server, words).resume();
        return `Resumed ${words.length === 0 ? 'all clients' : `client ${words[0]}`}.`;
      },
    },
    drop: {
      usage: 'drop reset|fin [id]',
      meaning: 'cut connections without a Quit',
      run: ({ server }, [how, ...words]) => {
        if (how !== 'reset' && how !== 'fin') throw new Error(`'${how ?? ''}' is no way to drop.`);
        const count = words.length === 0 ? server.clientCount : 1;
        if (words.length === 0) server.dropAll(how);
        else findClient(server, words).drop(how);
        return `Dropped ${countClients(count)} by ${how}.`;
      },
    },
    restart: {
      usage: 'restart [duration]',
      meaning: 'cut everybody, and come back on the same ports after that long',
      run: async ({ server, print }, [text = '0s']) => {
        const downMs = parseDuration(text);
        if (downMs === undefined) throw new Error(`'${text}' is no duration.`);
        print(downMs === 0 ? 'Restarting.' : `Restarting; nobody can connect for ${formatDuration(downMs)}.`);
        await server.restart({ downMs });
        return server.isOpen ? 'Restarted.' : undefined;
      },
    },
    quit: {
      usage: 'Quit',
      meaning: 'say Quit to everybody and end',
      run: async ({ quit }) => {
        await quit();
        return undefined;
      },
    },
    help: {
      usage: 'help',
      meaning: 'list the commands',
      run: () => listCommands(),
    },
  }),
);

const listCommands = (): string =>
  Array.from(COMMANDS.values(), ({ usage, meaning }) => `${usage.padEnd(26)}${meaning}`).join('\n');

const listClients = (clients: readonly MockClient[], now: number): string => {
  if (clients.length === 0) return 'Nobody is online.';
  const lines = clients.map((client) => {
    const online = formatDuration(now - client.connectedAt);
    const heard = formatDuration(now - client.lastHeardAt);
    const stalled = client.isStalled ? ', stalled' : '';
    return `${`#${client.id}`.padEnd(4)} ${client.kind.padEnd(10)} ${client.peerName.padEnd(21)} online for ${online}, last heard ${heard} ago${stalled}`;
  });
  return lines.join('\n');
};

const broadcast = (server: MockServer, rest: string): string => {
  const [, idText = '', body = ''] = /^(\S*)\s*(.*)$/s.exec(rest) ?? [];
  const id = /^-?\d+$/.test(idText) ? Number(idText) : Number.NaN;
  if (!Number.isInteger(id) || id !== (id | 0)) throw new Error(`'${idText}' is no message id.`);
  const bytes = readBody(body);
  const count = server.broadcastFrame(id, bytes);
  return `Sent id ${id} with ${bytes.length} bytes to ${countClients(count)}.`;
};

const readBody = (text: string): Uint8Array => {
  if (!text.startsWith('0x')) return new TextEncoder().encode(text);
  const hex = text.slice(2).replaceAll(/\s/g, '');
  if (!/^(?:[0-9a-f]{2})*$/i.test(hex)) throw new Error(`'${text}' is no row of bytes.`);
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
};

const findClient = (server: MockServer, [text = '']: readonly string[]): MockClient => {
  const id = /^#?\d+$/.test(text) ? Number(text.replace('#', '')) : Number.NaN;
  const client = server.client(id);
  if (client === undefined) throw new Error(text === '' ? 'Which client?' : `Client ${text} is not online.`);
  return client;
};

const countClients = (count: number): string => (count === 1 ? '1 client' : `${count} clients`);
