import { describe, expect, it } from 'vitest';
import type { Listener } from './listen/listener.ts';
import { MockServer } from './mock-server.ts';
import { VirtualClock } from './time/virtual-clock.ts';

class FakeListener implements Listener {
  readonly name: string;
  isOpen = false;
  openCount = 0;
  failure: Error | undefined;

  constructor(name: string) {
    this.name = name;
  }

  async open(): Promise<void> {
    await null;
    if (this.failure !== undefined) throw this.failure;
    this.isOpen = true;
    this.openCount++;
  }

  async close(): Promise<void> {
    await null;
    this.isOpen = false;
  }

  pause(): void {}

  resume(): void {}
}

const createServer = (): {
  clock: VirtualClock;
  server: MockServer;
  listeners: readonly [FakeListener, FakeListener];
} => {
  const clock = new VirtualClock();
  const listeners = [new FakeListener('a'), new FakeListener('b')] as const;
  return { clock, server: new MockServer({ clock }, listeners), listeners };
};

describe('the life of a server', () => {
  it('opens all its listeners, and closes those that opened when one cannot', async () => {
    const { server, listeners } = createServer();
    listeners[1].failure = new Error('in use');
    await expect(server.open()).rejects.toThrow('in use');
    expect([server.isOpen, server.openListeners]).toEqual([false, 0]);
    listeners[1].failure = undefined;
    await server.open();
    expect([server.isOpen, server.openListeners]).toEqual([true, 2]);
    await expect(server.open()).rejects.toMatchObject({ code: 'SERVER_CLOSED' });
    await server.close();
    expect(server.openListeners).toBe(0);
  });

  it('rejects a restart when a port was taken meanwhile, and can still be opened or closed', async () => {
    const { server, listeners } = createServer();
    await server.open();
    listeners[0].failure = new Error('in use');
    await expect(server.restart()).rejects.toThrow('in use');
    expect([server.isOpen, server.openListeners]).toEqual([false, 0]);
    listeners[0].failure = undefined;
    await server.open();
    expect(server.openListeners).toBe(2);
    await server.close();
  });

  it('restarts after its down time', async () => {
    const { clock, server, listeners } = createServer();
    await server.open();
    const restarted = server.restart({ downMs: 100 });
    await clock.advance(99);
    expect(server.openListeners).toBe(0);
    await clock.advance(1);
    await restarted;
    expect(listeners.map(({ openCount }) => openCount)).toEqual([2, 2]);
    await server.close();
  });

  it.each([0, 1, 2, 3, 5, 8])('closes for good in the middle of a restart, %i turns after it began', async (turns) => {
    const { clock, server } = createServer();
    await server.open();
    const restarted = server.restart({ downMs: turns % 2 === 0 ? 0 : 100 });
    for (let i = 0; i < turns; i++) await null;
    await server.close();
    await restarted;
    expect([server.isOpen, server.openListeners, clock.armedCount]).toEqual([false, 0, 0]);
  });

  it('closes while it is still opening', async () => {
    const { server } = createServer();
    const opened = server.open();
    await server.close();
    await opened;
    expect([server.isOpen, server.openListeners]).toEqual([false, 0]);
  });

  it('closes before it ever opened, and cannot open afterwards', async () => {
    const { server } = createServer();
    await server.close();
    await expect(server.open()).rejects.toMatchObject({ code: 'SERVER_CLOSED' });
  });
});
