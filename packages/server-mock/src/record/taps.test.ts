import type { Transport, TransportCloseInfo, TransportListener } from '@netmgr/client';
import { ProtocolError } from '@netmgr/client/protocol';
import { describe, expect, it } from 'vitest';
import type { Link, LinkListener } from '../link/link.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { MemorySink } from './memory-sink.ts';
import { LinkRecorders } from './record-links.ts';
import { recordTransport } from './record-transport.ts';
import { Recorder } from './recorder.ts';
import { readRecording } from './recording.ts';

interface Bench {
  readonly recorder: Recorder;
  /** Lists what was recorded so far, one word per event, and the code of an end. */
  readonly words: () => string[];
}

const openBench = (): Bench => {
  const sink = new MemorySink();
  const words = (): string[] =>
    readRecording(sink.bytes).events.map((event) => {
      const code = event.kind === 'end' && event.code !== undefined ? ` ${event.code}` : '';
      return `${'direction' in event ? `${event.direction} ` : ''}${event.kind}${code}`;
    });
  return { recorder: new Recorder({ clock: new VirtualClock(), sink }), words };
};

interface Dialled extends Bench {
  /** What the host would tell. */
  readonly host: TransportListener;
  readonly transport: Transport;
  readonly calls: string[];
  readonly heard: string[];
}

const dial = ({ onBytes = () => {} }: { onBytes?: () => void } = {}): Dialled => {
  const bench = openBench();
  const calls: string[] = [];
  const heard: string[] = [];
  let host: TransportListener | undefined;
  const factory = (listener: TransportListener): Transport => {
    host = listener;
    return {
      send: (bytes, ends) => void calls.push(`send ${bytes.length}${ends === undefined ? '' : ` ${ends.join()}`}`),
      close: () => void calls.push('close'),
      abort: () => void calls.push('abort'),
      bufferedBytes: 42,
      wantsFrameEnds: true,
    };
  };
  const transport = recordTransport(
    factory,
    bench.recorder,
  )({
    onOpen: () => void heard.push('open'),
    onBytes: () => {
      heard.push('bytes');
      onBytes();
    },
    onClose: ({ how }: TransportCloseInfo) => void heard.push(how),
  });
  return { ...bench, host: host!, transport, calls, heard };
};

describe('a recorded transport', () => {
  it('passes everything on as it is', () => {
    const { host, transport, calls, heard } = dial();
    host.onOpen();
    transport.send(new Uint8Array(3), [1, 3]);
    transport.send(new Uint8Array(2));
    host.onBytes(new Uint8Array(1));
    transport.close();
    transport.abort();
    host.onClose({ how: 'fin' });
    expect(calls).toEqual(['send 3 1,3', 'send 2', 'close', 'abort']);
    expect(heard).toEqual(['open', 'bytes', 'fin']);
    expect([transport.bufferedBytes, transport.wantsFrameEnds]).toEqual([42, true]);
  });

  it.each<[string, (dialled: Dialled) => void, string[]]>([
    [
      'an end by the client',
      ({ transport, host }) => {
        transport.close();
        host.onClose({ how: 'fin' });
      },
      ['up end', 'down end'],
    ],
    ['an end by the server', ({ host }) => host.onClose({ how: 'fin', code: 1001 }), ['down end 1001', 'up end']],
    [
      'a break by the client',
      ({ transport, host }) => {
        transport.abort();
        host.onClose({ how: 'reset' });
      },
      ['up reset'],
    ],
    ['a break by the network', ({ host }) => host.onClose({ how: 'reset' }), ['down reset']],
    ['a text message', ({ host }) => host.onClose({ how: 'text' }), ['down violation', 'down reset']],
  ])('tells %s', (_what, act, words) => {
    const dialled = dial();
    dialled.host.onOpen();
    act(dialled);
    expect(dialled.words()).toEqual(['dial', 'open', ...words]);
  });

  it('tells a dial that failed from one that was given up', () => {
    const [failed, aborted, closed] = [dial(), dial(), dial()];
    failed.host.onClose({ how: 'failed' });
    aborted.transport.abort();
    aborted.host.onClose({ how: 'failed' });
    closed.transport.close();
    closed.host.onClose({ how: 'failed' });
    expect(failed.words()).toEqual(['dial', 'fail']);
    expect(aborted.words()).toEqual(['dial', 'up reset']);
    expect(closed.words()).toEqual(['dial', 'up reset']);
  });

  it('takes a listener that throws for a break by the client, and lets the throw pass', () => {
    const dialled = dial({
      onBytes: () => {
        throw new Error('no');
      },
    });
    dialled.host.onOpen();
    expect(() => dialled.host.onBytes(new Uint8Array(1))).toThrow('no');
    dialled.host.onClose({ how: 'reset' });
    expect(dialled.words()).toEqual(['dial', 'open', 'down bytes', 'up reset']);
  });
});

const createLink = (calls: string[]): Link => ({
  kind: 'tcp',
  peerName: 'somebody',
  send: (bytes) => void calls.push(`send ${bytes.length}`),
  end: (...codes) => void calls.push(`end ${codes.length}`),
  reset: () => void calls.push('reset'),
  pause: () => void calls.push('pause'),
  resume: () => void calls.push('resume'),
  bufferedBytes: 7,
});

const accept = (recorders: LinkRecorders): { link: Link; outside: LinkListener; calls: string[]; heard: string[] } => {
  const calls: string[] = [];
  const heard: string[] = [];
  let link: Link | undefined;
  const outside = recorders.accept(createLink(calls), (given) => {
    link = given;
    return {
      onBytes: (bytes) => void heard.push(`bytes ${bytes.length}`),
      onEnd: () => void heard.push('end'),
      onViolation: ({ code }) => void heard.push(code),
      onClose: (how) => void heard.push(how),
    };
  });
  return { link: link!, outside: outside!, calls, heard };
};

describe('a recorded link', () => {
  it('passes everything on as it is, through any number of recorders, each of which has it all', () => {
    const [one, two] = [openBench(), openBench()];
    const recorders = new LinkRecorders();
    recorders.add(one.recorder);
    recorders.add(two.recorder);
    const { link, outside, calls, heard } = accept(recorders);
    outside.onBytes(new Uint8Array(2));
    link.send(new Uint8Array(3));
    link.pause();
    link.resume();
    outside.onViolation(new ProtocolError('TEXT_MESSAGE', 'text'));
    link.end(1002);
    link.end();
    outside.onEnd();
    link.reset();
    outside.onClose('reset');
    expect([link.kind, link.peerName, link.bufferedBytes]).toEqual(['tcp', 'somebody', 7]);
    expect(calls).toEqual(['send 3', 'pause', 'resume', 'end 1', 'end 0', 'reset']);
    expect(heard).toEqual(['bytes 2', 'TEXT_MESSAGE', 'end', 'reset']);
    const words = ['open', 'up bytes', 'down bytes', 'up violation', 'down end 1002', 'up end'];
    expect([one.words(), two.words()]).toEqual([words, words]);
  });

  it('tells a break by the server from one by the client, and a connection that was refused', () => {
    const bench = openBench();
    const recorders = new LinkRecorders();
    recorders.add(bench.recorder);
    const byServer = accept(recorders);
    byServer.link.reset();
    byServer.outside.onClose('reset');
    accept(recorders).outside.onClose('reset');
    expect(recorders.accept(createLink([]), () => undefined)).toBeUndefined();
    expect(bench.words()).toEqual(['open', 'down reset', 'open', 'up reset', 'open', 'down reset']);
  });

  it('is not touched without a recorder, nor by one that was removed or is closed', async () => {
    const [removed, closed] = [openBench(), openBench()];
    const recorders = new LinkRecorders();
    const remove = recorders.add(removed.recorder);
    recorders.add(closed.recorder);
    const begun = accept(recorders);
    remove();
    remove();
    await closed.recorder.close();
    const link = createLink([]);
    recorders.accept(link, (given) => {
      expect(given).toBe(link);
      return undefined;
    });
    begun.link.send(new Uint8Array(1));
    expect(removed.words()).toEqual(['open', 'down bytes']);
    expect(closed.words()).toEqual(['open']);
  });
});
