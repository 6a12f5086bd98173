import { defineFrameLayout, defineMessage, t } from '@netmgr/client';
import { describe, expect, it } from 'vitest';
import { createRig } from '../support/rig.ts';
import { createScriptedTransport } from '../support/scripted-transport.ts';

const PointMsg = defineMessage(7, 'PointMsg', { x: t.short, y: t.short });
const BlobMsg = defineMessage(0, 'BlobMsg', { x: t.short });

describe('a server with another header', () => {
  it.each([
    [
      'length first, big-endian, counting the frame',
      { order: 'length-first', id: 'u16', length: 'u16', byteOrder: 'big', lengthCounts: 'frame' },
    ],
    ['one byte each', { id: 'u8', length: 'u8' }],
    ['three bytes of length that count the id too', { id: 'u16', length: 'u24', lengthCounts: 'id+body' }],
  ] as const)('is spoken to and heard: %s', async (_, options) => {
    const layout = defineFrameLayout(options);
    const systemIds = { heart: 1, quit: 2 };
    const given = { layout, systemIds, messages: [PointMsg] };
    const rig = createRig({ net: given, server: given });
    const reasons: string[] = [];
    rig.server.on('clientOffline', (_client, reason) => reasons.push(reason));
    rig.server.onMessage(PointMsg, (client, message) => client.send(PointMsg, message));
    const heard: unknown[] = [];
    rig.net.onMessage(PointMsg, (message) => heard.push(message));
    await rig.connect();
    rig.net.send(PointMsg, { x: 3, y: -4 });
    await rig.clock.advance(5000);
    expect(heard).toEqual([{ x: 3, y: -4 }]);
    expect(rig.net.stats.heartbeatsOut).toBe(2);
    expect(rig.all('latency').length).toBe(2);
    const closed = rig.net.close();
    await rig.clock.advance(0);
    await closed;
    expect(reasons).toEqual(['quit']);
  });

  it('works without ids: no heartbeat, no Quit, and close ends in good order', async () => {
    const { links, transport } = createScriptedTransport();
    const layout = defineFrameLayout({ order: 'length-only', length: 'u16' });
    const rig = createRig({ net: { transport, layout, heartbeat: false, messages: [BlobMsg] } });
    const heard: unknown[] = [];
    rig.net.onMessage(BlobMsg, (message) => heard.push(message));
    const connected = rig.net.connect();
    links[0]?.open();
    await connected;
    rig.net.send(BlobMsg, { x: 5 });
    links[0]?.receive('0200 0600');
    const closed = rig.net.close();
    expect(links[0]?.sent).toBe('02000500');
    links[0]?.end({ how: 'fin' });
    await closed;
    expect(heard).toEqual([{ x: 6 }]);
  });
});
