import { defineMessage, t } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { createRig, type Rig } from '../support/rig.ts';

const LoginMsg = defineMessage(2001, 'LoginMsg', { seq: t.int, name: t.string });
const LoginReplyMsg = defineMessage(2002, 'LoginReplyMsg', { seq: t.int, ok: t.bool });

const connectedRig = async (net: NonNullable<Parameters<typeof createRig>[0]>['net'] = {}): Promise<Rig> => {
  const rig = createRig({
    net: { messages: [LoginMsg, LoginReplyMsg], ...net },
    server: { messages: [LoginMsg, LoginReplyMsg] },
  });
  await rig.connect();
  return rig;
};

describe('request', () => {
  it('resolves with the next message of the reply’s type', async () => {
    const rig = await connectedRig();
    rig.server.onMessage(LoginMsg, (client, { seq }) => client.send(LoginReplyMsg, { seq, ok: true }));
    const reply = rig.net.request(LoginMsg, { seq: 1, name: 'Ann' }, LoginReplyMsg);
    await rig.clock.advance(0);
    expect(await reply).toEqual({ seq: 1, ok: true });
    // That of the connection, and none for requests.
    expect(rig.net.armedTimers).toBe(1);
  });

  it('pairs replies by a field when they come in another order', async () => {
    const rig = await connectedRig();
    const asked: number[] = [];
    rig.server.onMessage(LoginMsg, (client, { seq }) => {
      asked.unshift(seq);
      if (asked.length === 3) for (const each of asked) client.send(LoginReplyMsg, { seq: each, ok: each === 2 });
    });
    const replies = [1, 2, 3].map((seq) =>
      rig.net.request(LoginMsg, { seq, name: '' }, LoginReplyMsg, { matchField: 'seq' }),
    );
    await rig.clock.advance(0);
    expect(await Promise.all(replies)).toEqual([
      { seq: 1, ok: false },
      { seq: 2, ok: true },
      { seq: 3, ok: false },
    ]);
  });

  it('gives a reply to the request alone, and what is none to the handlers', async () => {
    const rig = await connectedRig();
    const heard: number[] = [];
    rig.net.onMessage(LoginReplyMsg, ({ seq }) => heard.push(seq));
    rig.server.onMessage(LoginMsg, (client, { seq }) => {
      client.send(LoginReplyMsg, { seq: 99, ok: true });
      client.send(LoginReplyMsg, { seq, ok: true });
    });
    const reply = rig.net.request(LoginMsg, { seq: 1, name: '' }, LoginReplyMsg, { matchField: 'seq' });
    await rig.clock.advance(0);
    expect((await reply).seq).toBe(1);
    expect(heard).toEqual([99]);
  });

  it('rejects after timeoutMs, each request by its own', async () => {
    const rig = await connectedRig();
    const ends: string[] = [];
    const ask = (timeoutMs: number): Promise<unknown> =>
      rig.net
        .request(LoginMsg, { seq: timeoutMs, name: '' }, LoginReplyMsg, { timeoutMs })
        .catch(({ code }: { code: string }) => ends.push(`${code} ${timeoutMs} at ${rig.clock.now()}`));
    const all = [ask(300), ask(100), ask(200)];
    await rig.clock.advance(300);
    await Promise.all(all);
    expect(ends).toEqual(['REQUEST_TIMEOUT 100 at 100', 'REQUEST_TIMEOUT 200 at 200', 'REQUEST_TIMEOUT 300 at 300']);
  });

  it('rejects with what ended the connection', async () => {
    const rig = await connectedRig();
    const reply = expect(rig.net.request(LoginMsg, { seq: 1, name: '' }, LoginReplyMsg)).rejects.toMatchObject({
      code: 'CONNECTION_RESET',
    });
    await rig.clock.advance(0);
    rig.server.dropAll('reset');
    await rig.clock.advance(0);
    await reply;
  });

  it('waits in the offline queue like any message, and is answered later', async () => {
    const rig = createRig({ server: { messages: [LoginMsg, LoginReplyMsg] } });
    rig.server.onMessage(LoginMsg, (client, { seq }) => client.send(LoginReplyMsg, { seq, ok: true }));
    const reply = rig.net.request(LoginMsg, { seq: 5, name: '' }, LoginReplyMsg);
    await rig.clock.advance(1000);
    await rig.connect();
    await rig.clock.advance(0);
    expect(await reply).toEqual({ seq: 5, ok: true });
  });

  it('rejects when its message was dropped, and when it cannot be encoded', async () => {
    const rig = createRig({ net: { whenOffline: 'drop' } });
    const message = { seq: 1, name: '' };
    await expect(rig.net.request(LoginMsg, message, LoginReplyMsg)).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    await expect(rig.net.request(LoginMsg, { seq: 0.5, name: '' }, LoginReplyMsg)).rejects.toMatchObject({
      code: 'BAD_VALUE',
    });
  });

  it('rejects at once when the queue gives its message up', async () => {
    const rig = createRig({ net: { offlineQueue: { maxMessages: 1 } } });
    const request = rig.net.request(LoginMsg, { seq: 1, name: '' }, LoginReplyMsg, { timeoutMs: 60_000 });
    rig.net.sendFrame(5, new Uint8Array(1));
    await expect(request).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    expect(rig.net.armedTimers).toBe(0);
  });

  it('is not sent any more once it has timed out', async () => {
    const rig = createRig({ server: { messages: [LoginMsg, LoginReplyMsg] } });
    const request = expect(
      rig.net.request(LoginMsg, { seq: 1, name: '' }, LoginReplyMsg, { timeoutMs: 100 }),
    ).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' });
    await rig.clock.advance(100);
    await request;
    await rig.connect();
    await rig.clock.advance(0);
    expect(rig.server.received()).toEqual([]);
    expect(rig.all('dropped')).toEqual([[{ reason: 'expired', count: 1 }]]);
  });

  it('is answered from update() in manual dispatch', async () => {
    const rig = await connectedRig({ dispatch: 'manual' });
    rig.server.onMessage(LoginMsg, (client, { seq }) => client.send(LoginReplyMsg, { seq, ok: true }));
    let answered = false;
    const reply = rig.net.request(LoginMsg, { seq: 1, name: '' }, LoginReplyMsg).then(() => (answered = true));
    await rig.clock.advance(100);
    expect(answered).toBe(false);
    rig.net.update();
    await reply;
    expect(answered).toBe(true);
  });
});
