// The layers as a table, lowest first. Files of one area may import each other, though never in a circle; of other areas
// they import what `imports` names. The longest path that matches decides a file's area; a file that matches none needs a place here.

/** @typedef {{ files: readonly string[], imports: readonly string[] }} Area */

const CLIENT_CORE = ['client foundation', 'client protocol', 'client connection', 'client lifecycle', 'client seam'];
const MOCK_CORE = ['mock foundation', 'mock time', 'mock seams'];

/** @type {Record<string, Area>} */
export const AREAS = {
  'client foundation': {
    files: ['client/clock', 'client/node-clock', 'client/errors', 'client/option-checks'],
    imports: [],
  },
  'client protocol': { files: ['client/protocol/'], imports: ['client foundation'] },
  'client connection': { files: ['client/connection/'], imports: ['client foundation'] },
  'client seam': { files: ['client/transport/transport'], imports: [] },
  'client transports': { files: ['client/transport/'], imports: ['client foundation', 'client seam'] },
  'client lifecycle': { files: ['client/lifecycle/'], imports: ['client foundation'] },
  'client worker clock': { files: ['client/worker-clock/'], imports: ['client foundation'] },
  'client wechat': {
    files: ['client/wechat/'],
    imports: ['client foundation', 'client seam', 'client transports', 'client lifecycle'],
  },
  'client context': {
    files: [
      'client/counters',
      'client/dial-target',
      'client/drop-error',
      'client/emitter',
      'client/events',
      'client/net-context',
      'client/net-mgr-options',
      'client/offline-queue',
      'client/options',
      'client/resolved-policy',
      'client/share-settings',
      'client/tap',
    ],
    imports: [...CLIENT_CORE, 'client transports'],
  },
  'client parts': {
    files: [
      'client/announcements',
      'client/dispatcher',
      'client/inbox',
      'client/link',
      'client/message-intake',
      'client/outbox',
      'client/requests',
      'client/shared-promise',
      'client/timers',
      'client/turn-queue',
    ],
    imports: [...CLIENT_CORE, 'client context'],
  },
  'client shell': {
    files: [
      'client/connection-driver',
      'client/net-mgr',
      'client/net-mgr-stats',
      'client/net-wire',
      'client/sender',
      'client/web-dialers',
    ],
    imports: [...CLIENT_CORE, 'client transports', 'client context', 'client parts'],
  },
  'client inspector': {
    files: ['client/inspector/'],
    imports: [...CLIENT_CORE, 'client context', 'client parts', 'client shell'],
  },
  'client codegen': { files: ['client/codegen/'], imports: ['client foundation', 'client protocol'] },
  'client entries': {
    files: [
      'client/bundle',
      'client/codegen',
      'client/index',
      'client/inspector',
      'client/node',
      'client/node-net-mgr',
      'client/protocol',
      'client/surface',
      'client/wechat',
      'client/worker-clock',
    ],
    imports: [
      ...CLIENT_CORE,
      'client transports',
      'client lifecycle',
      'client context',
      'client parts',
      'client shell',
      'client codegen',
      'client inspector',
      'client wechat',
      'client worker clock',
    ],
  },

  'mock foundation': {
    files: [
      'server-mock/answer-of',
      'server-mock/check-option',
      'server-mock/describe-value',
      'server-mock/errors',
      'server-mock/escape-controls',
      'server-mock/event-hub',
      'server-mock/fifo',
      'server-mock/wire-options',
    ],
    imports: [],
  },
  'mock time': { files: ['server-mock/time/'], imports: ['mock foundation'] },
  'mock seams': { files: ['server-mock/link/link', 'server-mock/listen/listener'], imports: [] },
  'mock links': { files: ['server-mock/link/'], imports: MOCK_CORE },
  'mock faults': { files: ['server-mock/fault/'], imports: [...MOCK_CORE, 'mock links'] },
  'mock listeners': { files: ['server-mock/listen/'], imports: MOCK_CORE },
  'mock recorder': { files: ['server-mock/record/'], imports: [...MOCK_CORE, 'mock links'] },
  'mock server': { files: ['server-mock/'], imports: [...MOCK_CORE, 'mock faults', 'mock recorder'] },
  'mock proxy': {
    files: ['server-mock/proxy/'],
    imports: [...MOCK_CORE, 'mock links', 'mock faults', 'mock listeners', 'mock recorder'],
  },
  'mock entries': {
    files: [
      'server-mock/index',
      'server-mock/listen-replay',
      'server-mock/memory-server',
      'server-mock/node',
      'server-mock/node-mock-server',
      'server-mock/vitest',
      'server-mock/vitest/',
      'server-mock/cli',
      'server-mock/cli/',
    ],
    imports: [
      ...MOCK_CORE,
      'mock links',
      'mock faults',
      'mock listeners',
      'mock recorder',
      'mock server',
      'mock proxy',
    ],
  },
};

/** The names under which packages, tests and examples see a package, and the entry behind each. @type {Record<string, string>} */
export const PUBLIC_NAMES = {
  '@netmgr/client': 'packages/client/src/index.ts',
  '@netmgr/client/inspector': 'packages/client/src/inspector.ts',
  '@netmgr/client/node': 'packages/client/src/node.ts',
  '@netmgr/client/protocol': 'packages/client/src/protocol.ts',
  '@netmgr/client/wechat': 'packages/client/src/wechat.ts',
  '@netmgr/client/worker-clock': 'packages/client/src/worker-clock.ts',
  '@netmgr/server-mock': 'packages/server-mock/src/index.ts',
  '@netmgr/server-mock/node': 'packages/server-mock/src/node.ts',
  '@netmgr/server-mock/vitest': 'packages/server-mock/src/vitest.ts',
};

/** Files that nothing imports: commands, and what bundles are made of. */
export const COMMANDS = [
  'packages/client/src/bundle.ts',
  'packages/client/src/codegen.ts',
  'packages/server-mock/src/cli.ts',
];

/** Where `node:` modules and `ws` may be imported. */
export const HOST_FILES = [
  'client/codegen',
  'client/node-clock',
  'client/transport/masked-frames',
  'client/transport/node-web-socket',
  'client/transport/tcp-transport',
  'server-mock/cli',
  'server-mock/cli/',
  'server-mock/listen/',
  'server-mock/node',
  'server-mock/record/recording-file',
  'server-mock/proxy/',
];
