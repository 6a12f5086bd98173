// What the simulation found, each as a story of its own.

import { expect, it } from 'vitest';
import { createRig, PlayerMsg, player } from '../support/rig.ts';

const megabyte = (): Uint8Array => new Uint8Array(1_000_000);

it('takes backpressure back when the connection ends before the network drained', async () => {
  const { net, server, clock, all, connect } = createRig({ net: { highWaterBytes: 1000 } });
  await connect();
  server.stall();
  net.sendFrame(2001, megabyte());
  await clock.advance(100);
  expect(all('backpressure')).toHaveLength(1);

  server.dropAll('reset');
  await clock.advance(5000);

  expect(net.state).toBe('connected');
  expect(all('backpressure').at(-1)).toEqual([false, 0]);
});

it('takes backpressure back when the game closes', async () => {
  const { net, server, clock, all, connect } = createRig({ net: { highWaterBytes: 1000 } });
  await connect();
  server.stall();
  net.sendFrame(2001, megabyte());
  await clock.advance(0);

  void net.close();

  expect(all('backpressure')).toEqual([
    [true, expect.any(Number)],
    [false, 0],
  ]);
});

it('leaves nothing for update() once the game closes what the server has ended', async () => {
  const { net, server, clock, connect } = createRig({ net: { dispatch: 'manual' } });
  await connect();
  server.broadcast(PlayerMsg, player(1));
  await clock.advance(0);
  for (const client of server.clients) client.kick();
  await clock.advance(0);
  expect([net.state, net.stats.waiting]).toEqual(['closed', 1]);

  await net.close();

  expect(net.stats).toMatchObject({ waiting: 0, discarded: 1 });
});

it('tells no message as dropped when only an answer to a heartbeat was', async () => {
  const { net, server, clock, all, connect } = createRig();
  net.onMessage(PlayerMsg, () => {});
  await connect();
  const [client] = server.clients;

  // In one piece, so that the answer still waits when the broken body ends the connection.
  client?.stall();
  client?.sendFrame(999);
  client?.sendFrame(PlayerMsg.id, Uint8Array.of(1));
  client?.resume();
  await clock.advance(0);

  expect(all('error')).toHaveLength(1);
  expect([all('dropped'), net.stats.dropped]).toEqual([[], 0]);
});

it('accounts for a message whose push out of the queue made the game close', async () => {
  const { net, all } = createRig({ net: { offlineQueue: { maxMessages: 1 } } });
  net.once('dropped', () => void net.close());
  net.send(PlayerMsg, player(1));

  expect(net.send(PlayerMsg, player(2))).toBe('queued');

  expect(all('dropped')).toEqual([[{ reason: 'overflow', count: 1 }], [{ reason: 'closed', count: 1 }]]);
  expect(net.stats).toMatchObject({ queued: 0, queuedBytes: 0, dropped: 2 });
});

it('settles a request whose sending made the game close', async () => {
  const { net } = createRig({ net: { offlineQueue: { maxMessages: 1 } } });
  net.once('dropped', () => void net.close());
  net.send(PlayerMsg, player(1));

  const reply = net.request(PlayerMsg, player(2), PlayerMsg);

  await expect(reply).rejects.toMatchObject({ code: 'CLOSED' });
  expect(net.armedTimers).toBe(0);
});

it('connects when a listener asks for it while the old connection is being cleared away', async () => {
  const { net, clock } = createRig();
  const connects: Promise<void>[] = [];
  net.once('dropped', () => connects.push(net.connect()));
  net.send(PlayerMsg, player(1));

  await net.close();
  await clock.advance(0);

  await expect(connects[0]).resolves.toBeUndefined();
  expect(net.state).toBe('connected');
});

it('connects when a listener asks for it on hearing what the end of a connection took with it', async () => {
  const { net, server, connect } = createRig({ net: { reconnect: false } });
  await connect();
  const connects: Promise<void>[] = [];
  net.once('dropped', () => connects.push(net.connect()));
  server.onMessage(PlayerMsg, () => {});
  net.onMessage(PlayerMsg, () => net.send(PlayerMsg, player(2)));

  const [client] = server.clients;
  client?.stall();
  client?.send(PlayerMsg, player(1));
  client?.sendFrame(PlayerMsg.id, Uint8Array.of(1));
  client?.resume();

  await expect.poll(() => connects.length).toBe(1);
  await expect(connects[0]).resolves.toBeUndefined();
});

it('tells what was sent on a connection that has just ended as dropped', async () => {
  const shouldReconnect = (): boolean => {
    throw new Error('planned');
  };
  const { net, server, clock, all, connect } = createRig({ net: { shouldReconnect } });
  await connect();
  net.once('error', () => net.sendFrame(2001, new Uint8Array(70_000)));

  server.dropAll('reset');
  await clock.advance(0);

  expect(all('dropped')).toEqual([[{ reason: 'connectionLost', count: 1 }]]);
});

it('tells a connect() that follows a close() in one listener from one that came before it', async () => {
  const urls = ['nowhere:', new Promise<string>(() => {})];
  const { net, clock } = createRig({ net: { retryFirstConnect: true, url: () => urls.shift() ?? 'nowhere:' } });
  const outcomes: Promise<PromiseSettledResult<void>[]>[] = [];
  net.once('reconnecting', () => {
    void net.close();
    outcomes.push(Promise.allSettled([net.connect()]));
  });

  await expect(net.connect()).rejects.toMatchObject({ code: 'CLOSED' });
  expect(net.state).toBe('connecting');

  void net.close();
  await clock.advance(0);
  await expect(outcomes[0]).resolves.toMatchObject([{ status: 'rejected', reason: { code: 'CLOSED' } }]);
});

it('connects when shouldReconnect is what asks for it', async () => {
  const connects: Promise<void>[] = [];
  const shouldReconnect = (): boolean => {
    connects.push(net.connect());
    return false;
  };
  const { net, server, clock, connect } = createRig({ net: { shouldReconnect } });
  await connect();

  server.dropAll('reset');
  await clock.advance(0);

  await expect(connects[0]).resolves.toBeUndefined();
  expect(net.state).toBe('connected');
});

it('sends a message whole, and then closes, when encoding it is what closes', async () => {
  const { net, server, clock, connect } = createRig();
  await connect();
  const closings: Promise<void>[] = [];
  const value = {
    get playerID(): number {
      closings.push(net.close());
      return 1;
    },
    playerData: { name: 'Ann', atk: 3, lev: 1 },
  };

  net.send(PlayerMsg, value);
  await clock.advance(0);

  await Promise.all(closings);
  expect(server.received()).toMatchObject([{ value: { playerID: 1 } }]);
});

it('closes when encoding a message closes and then fails', async () => {
  const { net, server, clock, connect } = createRig();
  await connect();
  const closings: Promise<void>[] = [];
  const value = {
    get playerID(): number {
      closings.push(net.close());
      return 0.5;
    },
    playerData: { name: 'Ann', atk: 3, lev: 1 },
  };

  expect(() => net.send(PlayerMsg, value)).toThrow('BAD_VALUE');
  await clock.advance(0);

  await Promise.all(closings);
  expect([net.state, server.received()]).toEqual(['closed', []]);
});

it('refuses a request whose timeout is no time', async () => {
  const { net } = createRig();
  for (const timeoutMs of [Number.NaN, -1, 'soon' as never]) {
    await expect(net.request(PlayerMsg, player(1), PlayerMsg, { timeoutMs })).rejects.toMatchObject({
      code: 'BAD_OPTION',
    });
  }
  expect([net.armedTimers, net.stats.queued]).toEqual([0, 0]);
});

it('does not let a broken body of a lost connection end the next dial', async () => {
  const { net, server, clock, all, connect } = createRig({ net: { dispatch: 'manual' } });
  net.onMessage(PlayerMsg, () => expect.unreachable());
  await connect();
  for (const client of server.clients) client.sendFrame(PlayerMsg.id, Uint8Array.of(1));
  await clock.advance(0);
  server.dropAll('reset');
  await clock.advance(0);
  net.reconnectNow();
  expect(net.state).toBe('connecting');

  net.update();

  expect(net.state).toBe('connecting');
  expect(all('error').map(([error]) => error.code)).toEqual(['CONNECTION_RESET', 'BODY_TOO_SHORT']);
  await clock.advance(0);
  expect(net.state).toBe('connected');
});

it('tells of a message as unhandled when it is the reply to no request that waits for its type', async () => {
  const { net, server, clock, all, connect } = createRig();
  await connect();
  const reply = net.request(PlayerMsg, player(1), PlayerMsg, { matchField: 'playerID' });
  server.broadcast(PlayerMsg, player(2));
  server.broadcast(PlayerMsg, player(1));
  await clock.advance(0);

  await expect(reply).resolves.toEqual(player(1));
  expect(all('unhandled')).toMatchObject([[{ id: PlayerMsg.id, name: 'PlayerMsg' }]]);
  expect(net.stats.unhandled).toBe(1);
});

it('delivers nothing behind a broken body, in manual dispatch too', async () => {
  const { net, server, clock, connect } = createRig({ net: { dispatch: 'manual' } });
  const heard: number[] = [];
  net.onMessage(PlayerMsg, ({ playerID }) => heard.push(playerID));
  await connect();
  const [client] = server.clients;
  client?.send(PlayerMsg, player(1));
  client?.sendFrame(PlayerMsg.id, Uint8Array.of(1));
  client?.send(PlayerMsg, player(2));
  await clock.advance(0);

  net.update();
  net.update();

  expect(heard).toEqual([1]);
  expect(net.stats).toMatchObject({ waiting: 0, discarded: 1 });
});
