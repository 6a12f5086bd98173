import { type Lifecycle, type LifecycleListener, NetMgr, type NetMgrOptions } from '@netmgr/client';
import { createMemoryServer, type MemoryServer, VirtualClock } from '@netmgr/server-mock';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRig, type Rig } from '../support/rig.ts';

// What the host tells of itself: it woke, it lost its network, its page goes.

interface Host {
  readonly lifecycle: Lifecycle;
  readonly listeners: Set<LifecycleListener>;
  wake(): void;
  loseNetwork(): void;
  hidePage(): void;
}

const createHost = (): Host => {
  const listeners = new Set<LifecycleListener>();
  return {
    listeners,
    lifecycle: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wake: () => listeners.forEach((each) => void each.onWake()),
    loseNetwork: () => listeners.forEach((each) => void each.onOffline()),
    hidePage: () => listeners.forEach((each) => void each.onPageHide()),
  };
};

const setUp = (net: Partial<NetMgrOptions> = {}): Rig & { host: Host } => {
  const host = createHost();
  return { ...createRig({ net: { lifecycle: host.lifecycle, ...net } }), host };
};

const heartbeatsOf = ({ net }: Rig): number => net.stats.heartbeatsOut;

describe('a host that wakes while connected', () => {
  it('has a heartbeat sent at once, and a living server is heard', async () => {
    const rig = setUp();
    await rig.connect();
    await rig.clock.advance(500);
    rig.host.wake();
    expect(heartbeatsOf(rig)).toBe(1);
    await rig.clock.advance(500);
    expect(rig.net.state).toBe('connected');
    expect(rig.all('latency')).toHaveLength(1);
  });

  it('voids the silence before, so that an old verdict cannot come in between', async () => {
    const rig = setUp();
    await rig.connect();
    rig.server.stall();
    await rig.clock.advance(5900);
    expect(rig.all('suspect')).toEqual([[true]]);
    rig.host.wake();
    await rig.clock.advance(200);
    expect(rig.net.state).toBe('connected');
    rig.server.resume();
    await rig.clock.advance(100);
    expect(rig.all('suspect')).toEqual([[true], [false]]);
    await rig.clock.advance(60_000);
    expect(rig.net.state).toBe('connected');
  });

  it('finds a dead server one deadline later', async () => {
    const rig = setUp();
    await rig.connect();
    await rig.clock.advance(1000);
    rig.server.stall();
    rig.host.wake();
    await rig.clock.advance(3999);
    expect(rig.net.state).toBe('connected');
    await rig.clock.advance(1);
    expect(rig.all('error')).toMatchObject([[{ code: 'SERVER_SILENT' }]]);
  });

  it('cannot hide a dead server by waking again and again', async () => {
    const rig = setUp();
    await rig.connect();
    rig.server.stall();
    for (let i = 0; i < 40 && rig.net.state === 'connected'; i++) {
      rig.host.wake();
      await rig.clock.advance(1500);
    }
    expect(rig.all('error')).toMatchObject([[{ code: 'SERVER_SILENT' }]]);
    expect(rig.clock.now()).toBeLessThanOrEqual(2000 + 3 * 4000 + 1500);
  });

  it('asks nothing in idle mode before the first exchange, and nothing without heartbeats', async () => {
    const idle = { intervalMs: 2000, replyTimeoutMs: 4000, when: 'idle' } as const;
    for (const heartbeat of [idle, false] as const) {
      const rig = setUp({ heartbeat });
      await rig.connect();
      rig.host.wake();
      rig.host.loseNetwork();
      await rig.clock.advance(1000);
      expect(heartbeatsOf(rig)).toBe(0);
    }
  });
});

describe('a host that believes that its network is gone', () => {
  it('has the server asked, and keeps a connection that answers', async () => {
    const rig = setUp();
    await rig.connect();
    rig.host.loseNetwork();
    expect(heartbeatsOf(rig)).toBe(1);
    await rig.clock.advance(60_000);
    expect(rig.all('disconnected')).toEqual([]);
  });

  it('does not put off the end of a silent server', async () => {
    const rig = setUp();
    await rig.connect();
    rig.server.stall();
    for (let i = 0; i < 12; i++) {
      await rig.clock.advance(500);
      rig.host.loseNetwork();
    }
    expect(rig.all('error')).toMatchObject([[{ code: 'SERVER_SILENT' }]]);
  });
});

/** Loses the server and waits until the delays have grown long. */
const backOffFar = async (rig: Rig): Promise<void> => {
  await rig.connect();
  void rig.server.restart({ downMs: 600_000 });
  while ((rig.all('reconnecting').at(-1)?.[0].delayMs ?? 0) < 8000) await rig.clock.advance(10);
};

const dialsOf = ({ all }: Rig): number => all('state').filter(([state]) => state === 'connecting').length;

describe('a host that wakes while backing off', () => {
  it('has one early dial within a second, however often it wakes', async () => {
    const rig = setUp({ random: () => 0.9 });
    await backOffFar(rig);
    const dials = dialsOf(rig);
    for (let i = 0; i < 10; i++) rig.host.wake();
    await rig.clock.advance(1000);
    expect(dialsOf(rig) - dials).toBe(1);
    await rig.clock.advance(200);
    expect(dialsOf(rig) - dials).toBe(1);
  });

  it('tells that the dial comes sooner', async () => {
    const rig = setUp({ random: () => 0.9 });
    await backOffFar(rig);
    const before = rig.all('reconnecting').at(-1)![0];
    rig.host.wake();
    rig.host.wake();
    const [after] = rig.all('reconnecting').at(-1)!;
    expect(after).toMatchObject({ attempt: before.attempt, cause: before.cause });
    expect(after.delayMs).toBeLessThanOrEqual(1000);
    expect(rig.all('reconnecting').filter(([{ attempt }]) => attempt === before.attempt)).toHaveLength(2);
    const told = rig.clock.now();
    const dials = dialsOf(rig);
    while (dialsOf(rig) === dials) await rig.clock.advance(1);
    expect(rig.clock.now() - told).toBe(Math.ceil(after.delayMs));
  });

  it('has the next dial early too when it woke during one that fails', async () => {
    const rig = setUp({ random: () => 0.9 });
    await backOffFar(rig);
    const dials = dialsOf(rig);
    while (dialsOf(rig) === dials) await rig.clock.advance(1);
    rig.host.wake();
    while (rig.net.state === 'connecting') await rig.clock.advance(1);
    expect(rig.all('reconnecting').at(-1)![0].delayMs).toBeLessThanOrEqual(1000);
    await rig.clock.advance(1000);
    expect(dialsOf(rig) - dials).toBe(2);
    while ((rig.all('reconnecting').at(-1)?.[0].delayMs ?? 0) <= 1000) await rig.clock.advance(10);
  });

  it('waits as long as the game said', async () => {
    const rig = setUp({ shouldReconnect: () => ({ afterMs: 60_000 }) });
    await rig.connect();
    rig.server.dropAll('reset');
    await rig.clock.advance(10);
    rig.host.wake();
    await rig.clock.advance(59_000);
    expect(dialsOf(rig)).toBe(1);
    await rig.clock.advance(10_000);
    expect(rig.net.state).toBe('connected');
  });

  it('never brings back what was closed', async () => {
    const rig = setUp();
    await rig.connect();
    const [listener] = rig.host.listeners;
    const closed = rig.net.close();
    await rig.clock.advance(3000);
    await closed;
    listener?.onWake();
    listener?.onOffline();
    await rig.clock.advance(60_000);
    expect(rig.net.state).toBe('closed');
  });
});

describe('a laptop that sleeps', () => {
  /** Virtual time that stands still while the calendar goes on. */
  class LaptopClock extends VirtualClock {
    #sleptMs = 0;
    wallNow(): number {
      return this.now() + this.#sleptMs;
    }
    close(ms: number): void {
      this.#sleptMs += ms;
    }
  }

  const setUpLaptop = async (
    sleepsAtMs: number,
    options: NetMgrOptions = {},
  ): Promise<{ net: Rig['net']; clock: LaptopClock; server: MemoryServer }> => {
    const clock = new LaptopClock();
    const server = createMemoryServer({ clock, seed: 1 });
    const net = new NetMgr({ transport: server.transport, clock, ...options });
    onTestFinished(async () => {
      const ends = [net.close(), server.close()];
      await clock.advance(10_000);
      await Promise.all(ends);
      expect(clock.armedCount).toBe(0);
    });
    void net.connect();
    await clock.advance(0);
    server.stall();
    await clock.advance(sleepsAtMs);
    clock.close(3_600_000);
    return { net, clock, server };
  };

  it('is not taken for a silent server, as its clock tells nothing of the sleep', async () => {
    const { net, clock, server } = await setUpLaptop(5900);
    await clock.advance(1000);
    expect(net.state).toBe('connected');
    server.resume();
    await clock.advance(60_000);
    expect([net.state, net.stats.reconnects]).toEqual(['connected', 0]);
  });

  it('notices within interval and deadline that the server is gone', async () => {
    const { net, clock } = await setUpLaptop(100);
    const ends: string[] = [];
    net.on('disconnected', ({ error }) => ends.push(`${error?.code}`));
    await clock.advance(6000);
    expect(ends).toEqual(['SERVER_SILENT']);
  });

  it('wakes while backing off as well, though only the delay runs, and dials early', async () => {
    const reconnect = { baseDelayMs: 1000, maxDelayMs: 3_600_000, maxAttempts: 20 };
    const { net, clock, server } = await setUpLaptop(100, { heartbeat: false, reconnect, random: () => 0.9 });
    const delays: number[] = [];
    net.on('reconnecting', ({ delayMs }) => delays.push(delayMs));
    void server.restart({ downMs: 36_000_000 });
    while ((delays.at(-1) ?? 0) < 1_000_000) await clock.advance(1000);
    clock.close(3_600_000);
    await clock.advance(1000);
    expect(delays.at(-1)).toBeLessThanOrEqual(1000);
    const dialled = new Promise((resolve) => net.once('state', resolve));
    await clock.advance(1000);
    expect(await dialled).toBe('connecting');
    await net.close();
    expect(net.armedTimers).toBe(0);
  });
});

describe('a page that goes', () => {
  it('says Quit', async () => {
    const rig = setUp();
    await rig.connect();
    const offline: unknown[] = [];
    rig.server.on('clientOffline', (_, reason) => offline.push(reason));
    rig.host.hidePage();
    await rig.clock.advance(100);
    expect(offline).toEqual(['quit']);
    expect(rig.all('closed')).toEqual([[{ kind: 'local' }]]);
  });

  it('does not when it was told not to', async () => {
    const rig = setUp({ quitOnPageHide: false });
    await rig.connect();
    rig.host.hidePage();
    await rig.clock.advance(100);
    expect(rig.net.state).toBe('connected');
  });
});

describe('a lifecycle', () => {
  it('is subscribed to from connect() until all is over, and again for the next connection', async () => {
    const rig = setUp();
    expect(rig.host.listeners.size).toBe(0);
    for (let i = 0; i < 2; i++) {
      await rig.connect();
      expect(rig.host.listeners.size).toBe(1);
      rig.server.dropAll('reset');
      await rig.clock.advance(1);
      expect([rig.net.state, rig.host.listeners.size]).toEqual(['backingOff', 1]);
      const closed = rig.net.close();
      await rig.clock.advance(3000);
      await closed;
      expect(rig.host.listeners.size).toBe(0);
    }
  });

  it('is not subscribed to by a call that dials nothing', async () => {
    const rig = setUp();
    rig.net.reconnectNow();
    expect(rig.host.listeners.size).toBe(0);
    await rig.connect();
    expect(rig.host.listeners.size).toBe(1);
  });

  it('that throws is reported, and harms nothing', async () => {
    const fail = (): never => {
      throw new Error('broken');
    };
    for (const [lifecycle, isHarmless] of [
      [fail, false],
      [() => fail, false],
      [() => undefined as never, true],
    ] as const) {
      const rig = setUp({ lifecycle });
      await rig.connect();
      const closed = rig.net.close();
      await rig.clock.advance(3000);
      await closed;
      const errors = rig.all('error').map(([{ code, message }]) => [code, message.includes('lifecycle')]);
      expect(errors).toEqual(isHarmless ? [] : [['HANDLER_FAILED', true]]);
    }
  });
});
