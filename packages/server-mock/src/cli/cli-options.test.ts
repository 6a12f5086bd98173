import { describe, expect, it } from 'vitest';
import { HELP, parseCliOptions } from './cli-options.ts';

describe('parseCliOptions', () => {
  it('listens on both default ports of the loopback when nothing is said', () => {
    expect(parseCliOptions([])).toEqual({
      show: undefined,
      messagesPath: undefined,
      scenario: undefined,
      clients: 0,
      seed: 1,
      speed: 1,
      listen: {
        webSocketPort: 8080,
        tcpPort: 8081,
        host: '127.0.0.1',
        allowedOrigins: [],
        allowedHosts: [],
        idleTimeoutMs: 60_000,
        maxClients: 10_000,
        maxFramesPerSecondPerClient: 100_000,
        maxBytesPerSecondPerClient: 268_435_456,
        heartbeatReply: true,
        seed: 1,
      },
    });
  });

  it('reads every option', () => {
    const args = [
      '--ws-port',
      '0',
      '--tcp-port=9001',
      '--host',
      '0.0.0.0',
      '--idle-timeout',
      '600ms',
      '--no-heartbeat-reply',
      '--max-clients=12',
      '--max-frames-per-second=50',
      '--max-bytes-per-second=0',
    ];
    const more = [
      '--allow-origin',
      'https://a.example',
      '--allow-origin',
      '*',
      '--allow-host',
      'b.example',
      '--messages',
      './m.js',
      '--scenario',
      'lift',
      '--clients=200',
      '--seed=42',
      '--speed=2.5',
    ];
    expect(parseCliOptions([...args, ...more])).toEqual({
      show: undefined,
      messagesPath: './m.js',
      scenario: 'lift',
      clients: 200,
      seed: 42,
      speed: 2.5,
      listen: {
        webSocketPort: 0,
        tcpPort: 9001,
        host: '0.0.0.0',
        allowedOrigins: ['https://a.example', '*'],
        allowedHosts: ['b.example'],
        idleTimeoutMs: 600,
        maxClients: 12,
        maxFramesPerSecondPerClient: 50,
        maxBytesPerSecondPerClient: Number.POSITIVE_INFINITY,
        heartbeatReply: false,
        seed: 42,
      },
    });
  });

  it('opens only the kind whose port is given', () => {
    expect(parseCliOptions(['--ws-port', '5']).listen).not.toHaveProperty('tcpPort');
    expect(parseCliOptions(['--tcp-port', '5']).listen).not.toHaveProperty('webSocketPort');
  });

  it('shows help or version, help first', () => {
    expect(parseCliOptions(['--version']).show).toBe('version');
    expect(parseCliOptions(['-h', '--version']).show).toBe('help');
    expect(parseCliOptions(['--scenario', 'list']).show).toBe('scenarios');
    for (const option of [
      '--ws-port',
      '--tcp-port',
      '--host',
      '--idle-timeout',
      '--no-heartbeat-reply',
      '--scenario',
      '--clients',
      '--seed',
      '--speed',
    ]) {
      expect(HELP).toContain(option);
    }
  });

  it.each([
    [['--ws-port', 'x'], "--ws-port takes a port from 0 to 65535, not 'x'"],
    [['--tcp-port', '65536'], "--tcp-port takes a port from 0 to 65535, not '65536'"],
    [['--ws-port', ''], "--ws-port takes a port from 0 to 65535, not ''"],
    [['--idle-timeout', 'soon'], "--idle-timeout takes a duration such as 10s or 600ms, not 'soon'"],
    [['--seed=-1.5'], "--seed takes a whole number from 0 up, not '-1.5'"],
    [['--clients', 'all'], "--clients takes a whole number from 0 up, not 'all'"],
    [['--speed', '0'], "--speed takes a factor above 0, such as 20 or 0.5, not '0'"],
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['positional'], 'Unexpected argument'],
  ])('refuses %j with words for the user', (args, text) => {
    expect(() => parseCliOptions(args)).toThrow(text);
  });
});
