// Bodies over TCP without headers, so that tests need neither peers nor a build.

import { listenTcp } from '../servers/listening.mjs';
import { BODY_BYTES } from '../workload.mjs';

/** @type {import('../server-process.mjs').ServerModule['serve']} */
export const serve = ({ task }, ledger) =>
  listenTcp((socket) => {
    let rest = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      const bytes = Buffer.concat([rest, chunk]);
      let at = 0;
      for (; bytes.length - at >= BODY_BYTES; at += BODY_BYTES) ledger.body(bytes, at, BODY_BYTES);
      if (task !== 'stream') socket.write(bytes.subarray(0, at));
      rest = bytes.subarray(at);
    });
  });
