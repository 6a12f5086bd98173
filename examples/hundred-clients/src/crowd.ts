import { NetMgr } from '@netmgr/client/node';
import { type MockServer, muteHeartbeat } from '@netmgr/server-mock/node';

/** How often each client says that it is there. */
const HEARTBEAT_MS = 1000;

/** Many clients, each with a connection and heartbeats of its own. */
export class Crowd {
  readonly #server: MockServer;
  readonly #nets: NetMgr[] = [];
  #isLeaving = false;

  constructor(server: MockServer) {
    this.#server = server;
  }

  /** Lets clients join, one behind the other, so that they are numbered in order. Tells whether all are there, and nobody was told to go. */
  async join(count: number): Promise<boolean> {
    for (let number = 1; number <= count && !this.#isLeaving; number++) {
      const net = new NetMgr({
        url: this.#server.urls.tcp,
        heartbeat: { intervalMs: HEARTBEAT_MS, replyTimeoutMs: 2 * HEARTBEAT_MS, expectReply: false },
        reconnect: false,
      });
      this.#nets.push(net);
      try {
        await net.connect();
        await this.#server.expectOnline({ withinMs: 5000 });
      } catch (error) {
        // Whoever is told to go on the way in does not arrive.
        if (!this.#isLeaving) throw error;
      }
    }
    return !this.#isLeaving;
  }

  /** Lets the heartbeats of a client get lost, while its connection stays open. Tells what came of it. */
  silence(id: string): string {
    const client = /^\d+$/.test(id) ? this.#server.client(Number(id)) : undefined;
    if (client === undefined) return `There is no client ${id} online.`;
    this.#server.addFault(muteHeartbeat(), { client, direction: 'up' });
    return `Client ${client.id} falls silent.`;
  }

  /** Lets everybody say Quit and go, and nobody else join. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    await Promise.all(this.#nets.map((net) => net.close()));
  }
}
