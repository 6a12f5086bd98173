import { DEFAULT_SYSTEM_IDS, FRAME_LAYOUTS, type FrameLayout, type SystemIds } from '@netmgr/client/protocol';
import {
  type AcceptLink,
  type Link,
  type LinkCloseHow,
  type LinkListener,
  type Signal,
  VirtualClock,
} from '@netmgr/server-mock';
import { onTestFinished } from 'vitest';
import { expectQuiet } from './expect-quiet.ts';
import { fromHex, toHex } from './hex.ts';

// One connection with faults in between, bare: what either side does, and what arrives at the other side when. A line of the log
// reads `80 > 0102` for bytes that reached the server at 80 ms, and `<` for what reached the client.

/** Whatever puts faults between a link and its listener. */
export interface FaultyPlace {
  accept(link: Link, accept: AcceptLink): LinkListener | undefined;
  close(): void;
}

/** What a place is made with. */
export interface PlaceOptions {
  readonly clock: VirtualClock;
  readonly seed: number;
  readonly layout: FrameLayout;
  readonly systemIds: SystemIds;
  readonly maxHeldBytes: number;
}

/** A faulty place on a clock of its own. */
export interface FaultBench<Place extends FaultyPlace> {
  readonly clock: VirtualClock;
  readonly board: Place;
  /** Connects a line. `react` hears each piece as the server does, from inside the call. */
  connect(react?: (hex: string, link: Link) => void): FaultLine;
}

/** A connection through a faulty place. */
export interface FaultLine {
  /** What arrived at either side, and when. */
  readonly log: string[];
  /** The link as the server has it. */
  readonly link: Link;
  /** Tells whether the client's bytes are read. */
  readonly isReading: boolean;
  /** Tells whether the real link has closed. */
  readonly isClosed: boolean;
  /** Lets the client send bytes. */
  up(hex: string): void;
  /** Lets the server send bytes. */
  down(hex: string): void;
  /** Lets the client ping, or answer a ping. */
  signalUp(kind: Signal['kind'], hex: string): void;
  /** Lets the client say its end. */
  endUp(): void;
  /** Lets the client's side close, as the network tells it. */
  close(how: LinkCloseHow): void;
  /** Joins the bytes that arrived in a direction. */
  arrived(way: '>' | '<'): string;
}

/** Bytes that a link was lent are spoilt afterwards, so that whoever keeps them is found out. */
const SCRIBBLE = 0xdd;

/** Creates a bench. When the test is done, the place is closed and must have nothing armed. */
export const createFaultBench = <Place extends FaultyPlace>(
  create: (options: PlaceOptions) => Place,
  options: Partial<PlaceOptions> = {},
): FaultBench<Place> => {
  const clock = new VirtualClock();
  const common = { seed: 1, layout: FRAME_LAYOUTS.unity, systemIds: DEFAULT_SYSTEM_IDS, maxHeldBytes: 100_000 };
  const board = create({ clock, ...common, ...options });
  onTestFinished(() => {
    board.close();
    expectQuiet([{ name: 'clock', noise: () => ({ 'armed timers': clock.armedCount }) }]);
  });
  return { clock, board, connect: (react = () => {}) => connectLine(clock, board, react) };
};

const connectLine = (clock: VirtualClock, place: FaultyPlace, react: (hex: string, link: Link) => void): FaultLine => {
  const log: string[] = [];
  const write = (text: string): void => void log.push(`${clock.now()} ${text}`);
  const state = { isReading: true, isClosed: false };
  const close = (how: LinkCloseHow): void => {
    if (state.isClosed) return;
    state.isClosed = true;
    listener?.onClose(how);
  };
  const real: Link = {
    kind: 'memory',
    peerName: 'line',
    bufferedBytes: 0,
    send: (bytes) => write(`< ${toHex(bytes)}`),
    signal: ({ kind, payload }) => write(`< ${kind} ${toHex(payload)}`),
    end: (code) => write(code === undefined ? '< end' : `< end ${code}`),
    reset: () => {
      write('< reset');
      queueMicrotask(() => close('reset'));
    },
    pause: () => {
      state.isReading = false;
    },
    resume: () => {
      state.isReading = true;
    },
  };
  let link: Link = real;
  const listener = place.accept(real, (faulty) => {
    link = faulty;
    return {
      onBytes: (bytes) => {
        write(`> ${toHex(bytes)}`);
        react(toHex(bytes), faulty);
      },
      onSignal: ({ kind, payload }) => write(`> ${kind} ${toHex(payload)}`),
      onEnd: () => write('> end'),
      onViolation: (error) => write(`> ${error.code}`),
      onClose: (how) => write(`> close ${how}`),
    };
  });
  return {
    log,
    link,
    get isReading() {
      return state.isReading;
    },
    get isClosed() {
      return state.isClosed;
    },
    up: (hex) => {
      const bytes = fromHex(hex);
      listener?.onBytes(bytes);
      bytes.fill(SCRIBBLE);
    },
    down: (hex) => link.send(fromHex(hex)),
    signalUp: (kind, hex) => {
      const payload = fromHex(hex);
      listener?.onSignal?.({ kind, payload });
      payload.fill(SCRIBBLE);
    },
    endUp: () => listener?.onEnd(),
    close,
    arrived: (way) =>
      log
        .map((line) => line.split(' '))
        .filter(([, direction, hex = '']) => direction === way && /^([0-9a-f]{2})+$/.test(hex))
        .map(([, , hex]) => hex)
        .join(''),
  };
};
