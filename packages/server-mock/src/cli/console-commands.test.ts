import { NetMgr } from '@netmgr/client';
import { defineMessage, t } from '@netmgr/client/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryServer, type MemoryServer } from '../memory-server.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { type ConsoleContext, runConsoleLine } from './console-commands.ts';

const NumberMsg = defineMessage(1001, 'NumberMsg', { n: t.int });

interface ConsoleBench {
  readonly clock: VirtualClock;
  readonly server: MemoryServer;
  readonly nets: readonly NetMgr[];
  /** What the clients heard: id and body. */
  readonly heard: string[];
  /** Types a line and returns what it prints. */
  readonly type: (line: string) => Promise<string>;
  quitCount: number;
}

const createConsole = async (clientCount = 0): Promise<ConsoleBench> => {
  const clock = new VirtualClock();
  const server = createMemoryServer({ clock, messages: [NumberMsg] });
  const heard: string[] = [];
  const nets = Array.from(
    { length: clientCount },
    () => new NetMgr({ transport: server.transport, clock, reconnect: false }),
  );
  for (const net of nets) {
    net.on('unhandled', ({ id, body }) => heard.push(`${id} ${Buffer.from(body).toString('hex')}`));
    await net.connect();
  }
  onTestFinished(async () => {
    await Promise.all([...nets.map((net) => net.close()), server.close()]);
    expect(clock.armedCount).toBe(0);
  });
  let printed: string[] = [];
  const bench: ConsoleBench = {
    clock,
    server,
    nets,
    heard,
    type: async (line) => {
      printed = [];
      await runConsoleLine(context, line);
      await clock.advance(0);
      return printed.join('\n');
    },
    quitCount: 0,
  };
  const context: ConsoleContext = {
    server,
    now: () => clock.now(),
    print: (line) => printed.push(line),
    quit: async () => {
      bench.quitCount++;
    },
  };
  return bench;
};

describe('the console', () => {
  it('says nothing to an empty line, and helps with an unknown one', async () => {
    const { type } = await createConsole();
    expect(await type('   ')).toBe('');
    expect(await type('hlep me')).toBe("There is no command 'hlep'; help lists them all.");
    for (const word of ['__proto__', 'constructor', ':', 'b', 'B1001'])
      expect(await type(word)).toContain('There is no command');
  });

  it('lists its commands', async () => {
    const { type } = await createConsole();
    const help = await type('HELP');
    for (const usage of [
      'Quit',
      'B:1001',
      'clients',
      'kick <id>',
      'stall',
      'resume',
      'drop reset|fin',
      'restart',
      'help',
    ]) {
      expect(help).toContain(usage);
    }
  });

  it('lists who is online', async () => {
    const { clock, server, type } = await createConsole(2);
    await clock.advance(500);
    server.client(2)!.stall();
    const [first, second] = (await type('clients')).split('\n');
    expect(first).toBe('#1   memory     memory:1              online for 500 ms, last heard 500 ms ago');
    expect(second).toContain('#2   memory     memory:2');
    expect(second).toContain(', stalled');
    server.dropAll('reset');
    expect(await type('clients')).toBe('Nobody is online.');
  });

  it('keeps the columns apart for the thousandth client', async () => {
    const { server, clock, type } = await createConsole();
    const dial = () => server.transport({ onOpen: () => {}, onBytes: () => {}, onClose: () => {} });
    for (let i = 1; i <= 1000; i++) dial();
    await clock.advance(0);
    for (const client of server.clients.slice(0, -1)) client.drop('reset');
    expect(await type('clients')).toMatch(/^#1000 memory /);
  });

  it('shows what was received', async () => {
    const { nets, type } = await createConsole(1);
    expect(await type('received')).toBe('Nothing was received.');
    nets[0]!.send(NumberMsg, { n: 5 });
    nets[0]!.sendFrame(7, Uint8Array.of(0xab));
    await nets[0]!.flush();
    await type('');
    expect(await type('received')).toBe('NumberMsg {"n":5} from client 1, 0 ms ago\nid 7 <ab> from client 1, 0 ms ago');
  });

  it('broadcasts a frame of any id, with text or bytes', async () => {
    const { heard, type } = await createConsole(2);
    expect(await type('B:1001')).toBe('Sent id 1001 with 0 bytes to 2 clients.');
    await type('b: 2001 hé llo');
    await type('B:-5 0x00 ff0a');
    expect(new Set(heard)).toEqual(new Set(['1001 ', '2001 68c3a9206c6c6f', '-5 00ff0a']));
  });

  it.each(['B:', 'B:x', 'B:1.5', 'B:99999999999', 'B:1 0x0', 'B:1 0xzz'])(
    'explains what is wrong with %s',
    async (line) => {
      const { type } = await createConsole();
      expect(await type(line)).toMatch(/is no (message id|row of bytes)\.\nUsage: B:1001 \[text \| 0xbytes\]$/);
    },
  );

  it('kicks, and says whom it cannot kick', async () => {
    const { nets, type } = await createConsole(2);
    expect(await type('kick #2')).toBe('Kicked client 2.');
    expect([nets[0]!.state, nets[1]!.state]).toEqual(['connected', 'closed']);
    expect(await type('kick 2')).toBe('Client 2 is not online.\nUsage: kick <id>');
    expect(await type('kick')).toBe('Which client?\nUsage: kick <id>');
    expect(await type('kick all')).toContain('Client all is not online.');
  });

  it('stalls and resumes all, or one', async () => {
    const { server, type } = await createConsole(2);
    expect(await type('stall')).toBe('Stalled all clients; resume ends it.');
    expect(server.isStalled).toBe(true);
    expect(await type('resume')).toBe('Resumed all clients.');
    expect(server.isStalled).toBe(false);
    expect(await type('stall 1')).toBe('Stalled client 1; resume ends it.');
    expect(server.clients.map(({ isStalled }) => isStalled)).toEqual([true, false]);
    expect(await type('resume 1')).toBe('Resumed client 1.');
    expect(server.clients.map(({ isStalled }) => isStalled)).toEqual([false, false]);
  });

  it('drops all, or one, by reset or fin', async () => {
    const { server, type } = await createConsole(3);
    const reasons: string[] = [];
    server.on('clientOffline', ({ id }, reason) => reasons.push(`${id} ${reason}`));
    expect(await type('drop fin 2')).toBe('Dropped 1 client by fin.');
    expect(await type('drop reset')).toBe('Dropped 2 clients by reset.');
    expect(reasons).toEqual(['2 fin', '1 reset', '3 reset']);
    expect(await type('drop')).toBe("'' is no way to drop.\nUsage: drop reset|fin [id]");
    expect(await type('drop hard')).toContain("'hard' is no way to drop.");
  });

  it('restarts, at once or after a while', async () => {
    const { clock, server, type } = await createConsole(1);
    expect(await type('restart')).toBe('Restarting.\nRestarted.');
    expect(await type('restart soon')).toContain("'soon' is no duration.");
    const restarted = type('restart 5s');
    await clock.advance(4999);
    expect(server.isOpen).toBe(false);
    await clock.advance(1);
    expect(await restarted).toBe('Restarting; nobody can connect for 5.0 s.\nRestarted.');
  });

  it('tells that one cannot restart twice at once', async () => {
    const { clock, server, type } = await createConsole();
    const restarted = server.restart({ downMs: 100 });
    expect(await type('restart')).toContain('[SERVER_CLOSED]');
    await clock.advance(100);
    await restarted;
  });

  it('quits', async () => {
    const bench = await createConsole();
    await bench.type('Quit');
    await bench.type(' QUIT ');
    expect(bench.quitCount).toBe(2);
  });
});
