// The minimal game of each: connect, send one message, hear one message, with what the peer's own first page teaches.

const workbench = new URL('workbench.mjs', import.meta.url);

/**
 * `whole`: everything the package exports. `minimal`: the least game.
 * @typedef {{ whole?: string, minimal?: string, protocol?: string }} Sources
 */

/** @param {string} name @param {Sources} sources @param {'ours' | 'peer' | 'limit'} [role] @returns {import('../../harness/suite.mjs').Contestant} */
const contestant = (name, sources, role = 'peer') => ({ name, module: workbench, options: { sources }, role });

/** @param {string} name the package @param {string} minimal @returns {import('../../harness/suite.mjs').Contestant} */
const peer = (name, minimal) => contestant(name, { whole: `export * from '${name}';`, minimal });

/** The least game with NetMgr. Its size has a budget in `npm test`. */
export const MINIMAL_GAME = `
      import { NetMgr, defineMessage, t } from '@netmgr/client';
      const MoveMsg = defineMessage(1001, 'move', { x: t.int });
      const net = new NetMgr({ url: 'ws://game.example', messages: [MoveMsg] });
      net.onMessage(MoveMsg, ({ x }) => console.log(x));
      await net.connect();
      net.send(MoveMsg, { x: 1 });`;

const netmgr = contestant(
  'netmgr',
  {
    whole: `export * from '@netmgr/client';`,
    protocol: `export * from '@netmgr/client/protocol';`,
    minimal: MINIMAL_GAME,
  },
  'ours',
);

const byHand = contestant(
  'netmgr, message by hand',
  {
    minimal: `
      import { NetMgr } from '@netmgr/client';
      const MoveMsg = { id: 1001, name: 'move', write: (w, { x }) => w.int(x), read: (r) => ({ x: r.int() }) };
      const net = new NetMgr({ url: 'ws://game.example', messages: [MoveMsg] });
      net.onMessage(MoveMsg, ({ x }) => console.log(x));
      await net.connect();
      net.send(MoveMsg, { x: 1 });`,
  },
  'ours',
);

/** The least of what is promised, as its parts are: of the whole entry what connects nothing, and of the protocol what knows no message type. */
const core = contestant(
  'netmgr, core alone',
  {
    whole: `export * from '@netmgr/client/protocol'; export { default } from 'eventemitter3';`,
    protocol: `export { ByteReader, ByteWriter, createFrameDecoder } from '@netmgr/client/protocol';`,
  },
  'limit',
);

/** A page's own socket with JSON on it: how small it can be when nothing is cared for. */
const nothing = contestant('WebSocket and JSON', {
  minimal: `
    const socket = new WebSocket('ws://game.example');
    socket.onmessage = ({ data }) => console.log(JSON.parse(data).x);
    socket.onopen = () => socket.send(JSON.stringify({ type: 'move', x: 1 }));`,
});

/** @param {string} importing @param {string} className */
const socketLike = (importing, className) => `
  ${importing}
  const socket = new ${className}('ws://game.example');
  socket.addEventListener('message', ({ data }) => console.log(JSON.parse(data).x));
  socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'move', x: 1 })));`;

/** @param {string} name */
const colyseus = (name) => `
  import { Client } from '${name}';
  const room = await new Client('ws://game.example').joinOrCreate('arena');
  room.onMessage('move', ({ x }) => console.log(x));
  room.send('move', { x: 1 });`;

/** @type {import('../../harness/suite.mjs').Contestant[]} */
const contestants = [
  netmgr,
  byHand,
  core,
  contestant('eventemitter3', { whole: `export * from 'eventemitter3'; export { default } from 'eventemitter3';` }),
  nothing,
  contestant('reconnecting-websocket', {
    whole: `export { default } from 'reconnecting-websocket';`,
    minimal: socketLike(`import ReconnectingWebSocket from 'reconnecting-websocket';`, 'ReconnectingWebSocket'),
  }),
  contestant('partysocket', {
    whole: `export * from 'partysocket'; export { default } from 'partysocket';`,
    minimal: socketLike(`import { WebSocket as Socket } from 'partysocket';`, 'Socket'),
  }),
  peer(
    'phoenix',
    `
      import { Socket } from 'phoenix';
      const socket = new Socket('ws://game.example');
      socket.connect();
      const room = socket.channel('arena');
      room.on('move', ({ x }) => console.log(x));
      room.join().receive('ok', () => room.push('move', { x: 1 }));`,
  ),
  peer(
    '@heroiclabs/nakama-js',
    `
      import { Client } from '@heroiclabs/nakama-js';
      const client = new Client('key', 'ws://game.example');
      const session = await client.authenticateDevice('device');
      const socket = client.createSocket();
      socket.onmatchdata = ({ data }) => console.log(data);
      await socket.connect(session, true);
      const match = await socket.createMatch();
      await socket.sendMatchState(match.match_id, 1, JSON.stringify({ type: 'move', x: 1 }));`,
  ),
  peer(
    'socket.io-client',
    `
      import { io } from 'socket.io-client';
      const socket = io('ws://game.example');
      socket.on('move', (x) => console.log(x));
      socket.emit('move', 1);`,
  ),
  peer(
    '@microsoft/signalr',
    `
      import { HubConnectionBuilder } from '@microsoft/signalr';
      const connection = new HubConnectionBuilder().withUrl('ws://game.example').withAutomaticReconnect().build();
      connection.on('move', (x) => console.log(x));
      await connection.start();
      await connection.send('move', 1);`,
  ),
  peer(
    'centrifuge',
    `
      import { Centrifuge } from 'centrifuge';
      const centrifuge = new Centrifuge('ws://game.example');
      const arena = centrifuge.newSubscription('move');
      arena.on('publication', ({ data }) => console.log(data.x));
      arena.subscribe();
      centrifuge.connect();
      await arena.publish({ x: 1 });`,
  ),
  // CommonJS, whose exports `export *` does not see.
  contestant('colyseus.js', { whole: `export * as all from 'colyseus.js';`, minimal: colyseus('colyseus.js') }),
  peer('@colyseus/sdk', colyseus('@colyseus/sdk')),
];

/** @param {string} name @param {keyof Sources} source @returns {import('../../harness/suite.mjs').Case} */
const kase = (name, source) => ({
  name,
  params: { source },
  isQuick: true,
  contestants: contestants
    .filter(({ options }) => /** @type {{ sources: Sources }} */ (options).sources[source])
    .map((each) => each.name),
});

/** @type {import('../../harness/suite.mjs').Suite} */
export const size = {
  name: 'size',
  title: 'Size: what a page loads',
  unit: 'bytes after brotli',
  better: 'less',
  rounds: 1,
  workbench,
  cases: [kase('whole entry', 'whole'), kase('protocol entry', 'protocol'), kase('minimal game', 'minimal')],
  contestants,
  verify: (_params, _seed, { value, count, checksum }) =>
    count > 0 && value > 0 && value < checksum ? undefined : `a bundle of ${checksum} bytes, ${value} after brotli`,
  charts: [
    { cases: ['whole entry'], title: 'Whole browser entry, minified and after brotli' },
    { cases: ['minimal game'], title: 'Minimal game: connect, send, hear one message' },
  ],
};
