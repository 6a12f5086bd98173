import { describe, expect, it } from 'vitest';
import { describeFault } from '../fault/fault.ts';
import { PROXY_HELP, parseProxyOptions } from './proxy-options.ts';

const BOTH = ['--listen', 'tcp:127.0.0.1:9000', '--to', 'tcp:127.0.0.1:8081'];

describe('parseProxyOptions', () => {
  it('needs to know where to listen and where to forward to, and nothing else', () => {
    expect(parseProxyOptions(BOTH)).toEqual({
      proxy: {
        listen: 'tcp:127.0.0.1:9000',
        to: 'tcp:127.0.0.1:8081',
        insecure: false,
        seed: 1,
        allowedOrigins: [],
        allowedHosts: [],
      },
      faults: [],
      apiPort: undefined,
      token: undefined,
      recordPath: undefined,
    });
    expect(() => parseProxyOptions(BOTH.slice(2))).toThrow('--listen is missing, such as --listen tcp:127.0.0.1:9000');
    expect(() => parseProxyOptions(BOTH.slice(0, 2))).toThrow('--to is missing');
  });

  it('reads every option', () => {
    const more = ['--fault', 'latency=100±20', '--fault', 'stall down for 5s', '--seed=-7', '--api-port=0'];
    const rest = ['--token', 'correct-horse', '--allow-origin', 'https://a.example', '--allow-host', 'b.example'];
    rest.push('--record', 'visit.nmrec');
    const options = parseProxyOptions([...BOTH, ...more, ...rest]);
    if (options === 'help') throw new Error('no help was asked for');
    expect(options.faults.map(({ fault, options: when }) => [describeFault(fault), when])).toEqual([
      ['latency({ ms: 100, jitterMs: 20 })', {}],
      ['stall()', { direction: 'down', durationMs: 5000 }],
    ]);
    expect(options).toMatchObject({
      proxy: { seed: -7, allowedOrigins: ['https://a.example'], allowedHosts: ['b.example'] },
      apiPort: 0,
      token: 'correct-horse',
      recordPath: 'visit.nmrec',
    });
  });

  it.each([
    [['--fault', 'lag'], /there is no fault 'lag'/],
    [['--fault', 'stall client 3'], /--fault takes no client, for nobody is there at the start/],
    [['--fault', 'refuse up'], /direction must be left out/],
    [['--seed', 'x'], /--seed takes a whole number, not 'x'/],
    [['--api-port', '65536'], /--api-port takes a port from 0 to 65535, not '65536'/],
    [['--api-port', '-1'], /--api-port/],
    [['--token', 'correct-horse'], /--token is for the API: --api-port is missing/],
    [['--nonsense'], /Unknown option '--nonsense'/],
    [['word'], /Unexpected argument 'word'/],
  ])('says what is wrong with %j', (args, message) => {
    expect(() => parseProxyOptions([...BOTH, ...args])).toThrow(message);
  });

  it('helps, and names every option', () => {
    expect(parseProxyOptions(['--help'])).toBe('help');
    for (const name of ['listen', 'to', 'fault', 'seed', 'record', 'api-port', 'token', 'allow-origin', 'allow-host']) {
      expect(PROXY_HELP).toContain(`  --${name} <`);
    }
  });

  it('takes a largest number of clients, and nothing that is none', () => {
    const read = (text: string): unknown => {
      const options = parseProxyOptions([...BOTH, `--max-clients=${text}`]);
      return options === 'help' ? options : options.proxy.maxClients;
    };
    expect(read('12')).toBe(12);
    for (const text of ['0', '-1', '1.5', 'many', '']) {
      expect(() => read(text)).toThrow(`--max-clients takes a whole number from 1 up, not '${text}'`);
    }
  });
});
