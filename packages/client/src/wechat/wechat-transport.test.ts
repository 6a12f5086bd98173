import { describe, expect, it } from 'vitest';
import type { TransportCloseInfo } from '../transport/transport.ts';
import type {
  WechatApi,
  WechatCloseOptions,
  WechatConnectOptions,
  WechatSendOptions,
  WechatSocketTask,
} from './wechat-api.ts';
import { createWechatTransport, type WechatTransportOptions } from './wechat-transport.ts';

/** A SocketTask that does only what the test makes it do. */
class PuppetTask implements WechatSocketTask {
  readonly sends: WechatSendOptions[] = [];
  readonly closes: WechatCloseOptions[] = [];
  open = (): void => {};
  message: (message: { data: string | ArrayBuffer }) => void = () => {};
  error: (failure: { errMsg: string }) => void = () => {};
  end: (end: { code: number; reason: string }) => void = () => {};

  send(options: WechatSendOptions): void {
    this.sends.push(options);
  }

  close(options: WechatCloseOptions): void {
    this.closes.push(options);
  }

  onOpen(listener: () => void): void {
    this.open = listener;
  }

  onMessage(listener: (message: { data: string | ArrayBuffer }) => void): void {
    this.message = listener;
  }

  onError(listener: (failure: { errMsg: string }) => void): void {
    this.error = listener;
  }

  onClose(listener: (end: { code: number; reason: string }) => void): void {
    this.end = listener;
  }
}

const hex = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString('hex');
const microtasks = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

type ConnectSocket = (options: WechatConnectOptions) => WechatSocketTask | undefined;

const dial = (options: Partial<WechatTransportOptions> = {}, connectSocket?: ConnectSocket) => {
  const task = new PuppetTask();
  const calls: WechatConnectOptions[] = [];
  const wx: Partial<WechatApi> = {
    connectSocket: (given) => {
      calls.push(given);
      return (connectSocket ? connectSocket(given) : task) as WechatSocketTask;
    },
  };
  const heard: (string | TransportCloseInfo)[] = [];
  const transport = createWechatTransport({ wx: wx as WechatApi, url: 'wss://game.test', ...options })({
    onOpen: () => heard.push('open'),
    onBytes: (bytes) => heard.push(Buffer.from(bytes).toString('hex')),
    onClose: (info) => heard.push(info),
  });
  return { task, calls, heard, transport };
};

const dialOpen = (options: Partial<WechatTransportOptions> = {}) => {
  const line = dial(options);
  line.task.open();
  return line;
};

describe('dialling by wx', () => {
  it('asks for no delay and a bounded dial, and for headers and subprotocols only where there are any', () => {
    const { calls } = dial();
    expect(calls).toEqual([
      {
        url: 'wss://game.test',
        tcpNoDelay: true,
        timeout: 10_000,
        success: expect.anything(),
        fail: expect.anything(),
      },
    ]);
    const given = dial({ header: { token: 'a' }, protocols: ['b'], timeoutMs: 5 });
    expect(given.calls[0]).toMatchObject({ header: { token: 'a' }, protocols: ['b'], timeout: 5 });
  });

  it.each<[string, ConnectSocket, string]>([
    [
      'fails later',
      ({ fail }) => void Promise.resolve().then(() => fail?.({ errMsg: 'connectSocket:fail x' })),
      'connectSocket:fail x',
    ],
    [
      'fails at once and gives a task all the same',
      ({ fail }) => {
        fail?.({ errMsg: 'connectSocket:fail x' });
        return new PuppetTask();
      },
      'connectSocket:fail x',
    ],
    ['says yes and gives no task', ({ success }) => void success?.({}), 'wx.connectSocket gave no SocketTask'],
    [
      'throws',
      () => {
        throw new Error('no network permission');
      },
      'no network permission',
    ],
    ['fails without a reason', ({ fail }) => void fail?.(undefined as never), 'wx gave no reason'],
  ])('reports a host that %s, once and not from inside the dial', async (_, connectSocket, detail) => {
    const { heard, transport } = dial({}, connectSocket);
    expect(heard).toEqual([]);
    await microtasks();
    expect(heard).toMatchObject([{ how: 'failed', detail }]);
    transport.send(Uint8Array.of(1));
    transport.abort();
    await microtasks();
    expect(heard).toHaveLength(1);
  });

  it('takes a yes that comes before the task for a yes', async () => {
    const task = new PuppetTask();
    const { heard } = dial({}, ({ success }) => {
      success?.({});
      return task;
    });
    await microtasks();
    task.open();
    expect(heard).toEqual(['open']);
  });

  it('does not dial when it was let go before its URL was known', async () => {
    const { calls, heard, transport } = dial({ url: async () => 'wss://game.test' });
    transport.abort();
    await microtasks();
    expect(calls).toEqual([]);
    expect(heard).toMatchObject([{ how: 'failed', detail: 'aborted' }]);
  });

  it('closes again what the host opens after all', async () => {
    const { heard, task, transport } = dial();
    transport.abort();
    expect(task.closes).toHaveLength(1);
    task.closes[0]?.fail?.({ errMsg: 'closeSocket:fail WebSocket is not connected' });
    task.open();
    expect(task.closes).toHaveLength(2);
    await microtasks();
    expect(heard).toMatchObject([{ how: 'failed' }]);
  });
});

describe('sending by wx', () => {
  it('hands over ArrayBuffers of its own that hold the bytes of the view and no others', () => {
    const { task, transport } = dialOpen();
    const slab = Uint8Array.of(1, 2, 3, 4);
    transport.send(slab.subarray(1, 3));
    slab.fill(9);
    expect(task.sends.map(({ data }) => [data instanceof ArrayBuffer, hex(data)])).toEqual([[true, '0203']]);
  });

  it('sends one message per frame where it is told to', () => {
    const { task, transport } = dialOpen({ framing: 'single' });
    transport.send(Uint8Array.of(1, 2, 3), [1, 3]);
    expect(task.sends.map(({ data }) => hex(data))).toEqual(['01', '0203']);
    expect(transport.wantsFrameEnds).toBe(true);
  });

  it('counts what the host has not taken', async () => {
    const { task, transport } = dialOpen();
    transport.send(new Uint8Array(5));
    transport.send(new Uint8Array(2));
    expect(transport.bufferedBytes).toBe(7);
    task.sends[0]?.success?.({});
    expect(transport.bufferedBytes).toBe(2);
    transport.abort();
    expect(transport.bufferedBytes).toBe(0);
  });

  it('ends with what the host said when a message was not sent', async () => {
    const { heard, task, transport } = dialOpen();
    transport.send(Uint8Array.of(1));
    task.sends[0]?.fail?.({ errMsg: 'SocketTask.send:fail SocketTask.readyState is not OPEN' });
    await microtasks();
    expect(heard).toEqual([
      'open',
      { how: 'reset', detail: 'send failed: SocketTask.send:fail SocketTask.readyState is not OPEN' },
    ]);
  });

  it('ends when the host throws', async () => {
    const { heard, task, transport } = dialOpen({ framing: 'single' });
    task.send = () => {
      throw new Error('no');
    };
    transport.send(Uint8Array.of(1, 2), [1, 2]);
    await microtasks();
    expect(heard).toMatchObject(['open', { how: 'reset', detail: 'send failed: no' }]);
  });
});

describe('the end by wx', () => {
  it.each<[number, string, Partial<TransportCloseInfo>]>([
    [1000, 'interrupted', { how: 'reset', code: 1000, detail: 'interrupted' }],
    [1000, 'fail interrupted', { how: 'reset', code: 1000, detail: 'fail interrupted' }],
    [1006, 'abnormal closure', { how: 'reset', code: 1006, detail: 'abnormal closure' }],
    [1000, '', { how: 'fin', code: 1000 }],
    [1001, 'Stream end encountered', { how: 'fin', code: 1001, detail: 'Stream end encountered' }],
    [4001, 'banned', { how: 'fin', code: 4001, detail: 'banned' }],
  ])('reads code %i with reason "%s"', async (code, reason, info) => {
    const { heard, task } = dialOpen();
    task.end({ code, reason });
    await microtasks();
    expect(heard).toEqual(['open', info]);
    expect(task.closes).toEqual([]);
  });

  it('is a failed dial when it never opened, whatever the code', async () => {
    const { heard, task } = dial();
    task.end({ code: 1000, reason: '' });
    await microtasks();
    expect(heard).toEqual([{ how: 'failed', code: 1000, detail: 'closed without a close frame' }]);
  });

  it('comes with the first of error and close', async () => {
    const { heard, task } = dialOpen();
    task.error({ errMsg: 'Software caused connection abort' });
    task.end({ code: 1006, reason: 'abnormal closure' });
    await microtasks();
    expect(heard).toEqual(['open', { how: 'reset', detail: 'Software caused connection abort' }]);
  });

  it('comes with a text message, and with what is no message at all', async () => {
    const text = dialOpen();
    text.task.message({ data: 'hello' });
    const none = dialOpen();
    none.task.message({ data: null as never });
    await microtasks();
    expect(text.heard).toEqual(['open', { how: 'text', detail: 'a text message of 5 characters' }]);
    expect(none.heard).toEqual(['open', { how: 'reset', detail: 'wx gave Null where an ArrayBuffer was due' }]);
  });

  it('waits for the server when it was asked for, and closes once', async () => {
    const { heard, task, transport } = dialOpen();
    transport.close();
    transport.close();
    transport.send(Uint8Array.of(1));
    expect(task.closes).toEqual([{ code: 1000, fail: expect.anything() }]);
    expect(task.sends).toEqual([]);
    await microtasks();
    expect(heard).toEqual(['open']);
    task.end({ code: 1000, reason: 'normal closure' });
    await microtasks();
    expect(heard).toEqual(['open', { how: 'fin', code: 1000, detail: 'normal closure' }]);
    transport.abort();
    expect(task.closes).toHaveLength(1);
  });

  it('comes at once when the host cannot close', async () => {
    const { heard, task, transport } = dialOpen();
    transport.close();
    task.closes[0]?.fail?.({ errMsg: 'closeSocket:fail WebSocket is not connected' });
    await microtasks();
    expect(heard).toMatchObject(['open', { how: 'reset', detail: expect.stringContaining('is not connected') }]);
  });

  it('comes by abort() also from a host that throws', async () => {
    const { heard, task, transport } = dialOpen();
    task.close = () => {
      throw new Error('gone');
    };
    transport.abort();
    await microtasks();
    expect(heard).toMatchObject(['open', { how: 'reset', detail: 'aborted' }]);
  });
});
