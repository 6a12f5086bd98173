import { createFrameDecoder } from '@netmgr/client/protocol';
import { BEAT } from './beat.mjs';

const HEART_ID = 999;
const REPLY_TIMEOUT_MS = 4000;

/** The least that heartbeats ask for: their frames are put together, round trips are measured, and a server that does not reply is found. */
export class Watched {
  /** @param {(bytes: Uint8Array) => void} send @param {number} intervalMs */
  constructor(send, intervalMs) {
    this.send = send;
    this.heardAt = performance.now();
    this.sentAt = this.heardAt;
    this.rttMs = 0;
    this.isDead = false;
    this.decoder = createFrameDecoder({ onFrame: (id) => this.hear(id) });
    setInterval(() => this.beat(), intervalMs);
  }

  /** @param {Uint8Array} bytes */
  receive(bytes) {
    this.heardAt = performance.now();
    this.decoder.push(bytes);
  }

  /** @param {number} id */
  hear(id) {
    if (id === HEART_ID) this.rttMs = this.heardAt - this.sentAt;
  }

  beat() {
    const now = performance.now();
    this.isDead = now - this.heardAt > REPLY_TIMEOUT_MS;
    this.sentAt = now;
    this.send(BEAT);
  }
}
