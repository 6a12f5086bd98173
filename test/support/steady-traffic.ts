import type { NetMgr } from '@netmgr/client';
import type { MemoryServer, VirtualClock } from '@netmgr/server-mock';
import { PlayerMsg, player } from './rig.ts';

/** What a game that talks all the time has said and heard, as numbers that count up. */
export interface SteadyTraffic {
  /** What the game gave to `send`. */
  readonly saidByGame: readonly number[];
  /** What of it reached the server. */
  readonly heardByServer: readonly number[];
  /** What the server sent to somebody. */
  readonly saidByServer: readonly number[];
  /** What of it reached the game. */
  readonly heardByGame: readonly number[];
}

/** Lets a game and its server say a number each every `everyMs`, for `forMs` from now on. */
export const startTraffic = (
  { clock, server, net }: { readonly clock: VirtualClock; readonly server: MemoryServer; readonly net: NetMgr },
  { everyMs = 250, forMs }: { readonly everyMs?: number; readonly forMs: number },
): SteadyTraffic => {
  const saidByGame: number[] = [];
  const saidByServer: number[] = [];
  const heardByServer: number[] = [];
  const heardByGame: number[] = [];
  server.onMessage(PlayerMsg, (_, { playerID }) => void heardByServer.push(playerID));
  net.onMessage(PlayerMsg, ({ playerID }) => heardByGame.push(playerID));
  for (let number = 1; number * everyMs <= forMs; number++) {
    clock.after(number * everyMs, () => {
      net.send(PlayerMsg, player(number));
      saidByGame.push(number);
      if (server.clientCount > 0 && server.broadcast(PlayerMsg, player(number)) > 0) saidByServer.push(number);
    });
  }
  return { saidByGame, saidByServer, heardByServer, heardByGame };
};

/** Tells whether numbers only grow, as they do when nothing is repeated or overtakes. */
export const isRising = (numbers: readonly number[]): boolean =>
  numbers.every((each, index) => index === 0 || each > numbers[index - 1]!);
