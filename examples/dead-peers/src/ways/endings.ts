// The three ends that somebody tells: each is played to a bare TCP server, which shows what the socket says, and to a mock server.

import net from 'node:net';
import type { Stage, Way } from '../stage.ts';

/** A whole Quit: id 1003, body of 0 bytes. */
const QUIT = Buffer.from('eb03000000000000', 'hex');

/** Ends one connection to each kind of server in the same way. */
const playEnding = async (stage: Stage, end: (socket: net.Socket) => void): Promise<void> => {
  let isOver = false;
  const port = await stage.listen((socket) => socket.on('close', () => (isOver = true)));
  const bare = net.connect(port, '127.0.0.1', () => end(bare));
  bare.on('error', () => {}).resume();
  await stage.until(() => isOver);
  const server = await stage.openServer({});
  end(await stage.dial(server));
  await stage.untilNobodyIsLeft(server);
};

export const quit: Way = {
  name: 'quit',
  title: 'the client says Quit before it closes: nobody has to judge anything',
  play: (stage) => playEnding(stage, (socket) => socket.end(QUIT)),
};

export const fin: Way = {
  name: 'fin',
  title: 'the orderly end: the program closes, or is killed, and its kernel says FIN',
  play: (stage) => playEnding(stage, (socket) => socket.end()),
};

export const reset: Way = {
  name: 'reset',
  title: 'the broken end: a RST, as a program sends that crashes with unread bytes, or a machine that has forgotten',
  play: (stage) => playEnding(stage, (socket) => socket.resetAndDestroy()),
};
