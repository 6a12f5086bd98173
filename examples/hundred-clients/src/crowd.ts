import { NetMgr } from '@netmgr/client/node';
import { type MockServer, muteHeartbeat } from '@netmgr/server-mock/node';

/** How often each client says that it is there. */
const HEARTBEAT_MS = 1000;

/** Many clients, each with a connection and heartbeats of its own. */
export class Crowd {
  readonly #server: MockServer;
  readonly #nets: NetMgr[] = [];

  constructor(server: MockServer) {
    this.#server = server;
  }

  /** Lets clients join, one behind the other, so that they are numbered in order. */
  async join(count: number): Promise<void> {
    for (let number = 1; number <= count; number++) {
      const net = new NetMgr({
        url: this.#server.urls.tcp,
        heartbeat: { intervalMs: HEARTBEAT_MS, replyTimeoutMs: 2 * HEARTBEAT_MS, expectReply: false },
        reconnect: false,
      });
      this.#nets.push(net);
      await net.connect();
      await this.#server.expectOnline({ withinMs: 5000 });
    }
  }

  /** Lets the heartbeats of a client get lost, while its connection stays open. Tells what came of it. */
  silence(id: string): string {
    const client = /^\d+$/.test(id) ? this.#server.client(Number(id)) : undefined;
    if (client === undefined) return `There is no client ${id} online.`;
    this.#server.addFault(muteHeartbeat(), { client, direction: 'up' });
    return `Client ${client.id} falls silent.`;
  }

  /** Lets everybody say Quit and go. */
  async leave(): Promise<void> {
    await Promise.all(this.#nets.map((net) => net.close()));
  }
}
