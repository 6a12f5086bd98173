import type { NetWire } from '../net-wire.ts';
import { checkNumber, withDefaults } from '../option-checks.ts';
import type { InspectableNet } from './inspectable-net.ts';
import { Inspection } from './inspection.ts';
import { type Dock, Panel } from './view/panel.ts';
import { addStyle } from './view/style.ts';

/** How an inspector looks and what it keeps. */
export interface InspectorOptions {
  /**
   * Tells it from others on the page.
   * @default 'NetMgr'
   */
  readonly title?: string;
  /**
   * Where it stands at first: free, so that it can be dragged, or along an edge of the window. Narrow windows have it at the bottom.
   * @default 'float'
   */
  readonly dock?: Dock;
  /**
   * Starts as a single line.
   * @default false
   */
  readonly collapsed?: boolean;
  /**
   * Its colours; `auto` follows the browser.
   * @default 'auto'
   */
  readonly theme?: 'auto' | 'dark' | 'light';
  /**
   * The element that takes it in.
   * @default the root of the page, which a page that renders its body anew leaves alone
   */
  readonly parent?: Element;
  /**
   * Frames kept.
   * @default 1000
   */
  readonly maxFrames?: number;
  /**
   * Bytes of bodies kept in all; the oldest frames give way.
   * @default 4 MiB
   */
  readonly maxBytes?: number;
  /**
   * Bytes kept of one body. At most 1,000,000. A longer one is shown without its fields, and is not part of a recording.
   * @default 64 KiB
   */
  readonly maxBodyBytes?: number;
}

/** An inspector on a page. */
export interface Inspector {
  /** The element that holds it. */
  readonly element: HTMLElement;
  /** Tells whether the list stands still. */
  readonly isPaused: boolean;
  /** Lets the list stand still; frames are kept on. */
  pause(): void;
  /** Lets the list follow again. */
  resume(): void;
  /** Writes the frames that the list shows as JSON: an array of objects with time, direction, id, name, fields and hex. */
  toJson(): string;
  /** Writes all frames that are kept as a recording, which `netmgr-mock dump` prints and a replay plays. */
  toRecording(): Uint8Array<ArrayBuffer>;
  /** Takes it away without a trace. Idempotent. */
  close(): void;
}

const DEFAULTS = {
  title: 'NetMgr',
  dock: 'float',
  collapsed: false,
  theme: 'auto',
  maxFrames: 1000,
  maxBytes: 4_194_304,
  maxBodyBytes: 65_536,
} as const;

const DRAW_MS = 150;
const TAG = 'netmgr-inspector';

/** A game listens on its window: what happens in the inspector is not for it. */
const PRIVATE_HANDLERS = /^on(key|mouse|touch|pointer(?!raw)|.*click|wheel|context|input|paste)/;

type Settings = Required<Omit<InspectorOptions, 'parent'>>;

const resolve = ({ parent: _, ...given }: InspectorOptions): Settings => {
  const settings: Settings = withDefaults('inspector', given, DEFAULTS);
  checkNumber('maxFrames', settings.maxFrames, 1, 100_000);
  checkNumber('maxBytes', settings.maxBytes, 0, 2 ** 30);
  checkNumber('maxBodyBytes', settings.maxBodyBytes, 0, 1_000_000);
  return settings;
};

/** Makes the element at which the page and the inspector meet: its own styles inside, and none of its events outside. */
const createHost = ({ theme }: Settings): { readonly host: HTMLElement; readonly root: ShadowRoot } => {
  const host = document.createElement(TAG);
  host.dataset.theme = theme;
  const root = host.attachShadow({ mode: 'open' });
  addStyle(root);
  for (const handler in host)
    if (PRIVATE_HANDLERS.test(handler))
      root.addEventListener(handler.slice(2), (event) => event.stopPropagation(), { passive: true });
  return { host, root };
};

/** Calls `draw` some seven times a second, in animation frames, and not at all in a hidden tab. Returns how to stop. */
const startDrawing = ({ clock }: NetWire, draw: (now: number) => void): (() => void) => {
  let frame = 0;
  let disarm = (): void => {};
  const tick = (): void => {
    draw(clock.now());
    disarm = clock.after(DRAW_MS, () => {
      frame = requestAnimationFrame(tick);
    });
  };
  tick();
  return () => {
    disarm();
    cancelAnimationFrame(frame);
  };
};

/**
 * Shows what passes over a NetMgr in an overlay on the page, until `close()`. Needs a DOM. A page may have several, each by itself.
 * Throws `BAD_OPTION` for what cannot work.
 */
export const mountInspector = (net: InspectableNet, options: InspectorOptions = {}): Inspector => {
  const settings = resolve(options);
  const { wire } = net;
  const { host, root } = createHost(settings);
  host.style.setProperty('--nth', String(document.querySelectorAll(TAG).length));
  // Before it watches anything, as not every parent takes it in.
  (options.parent ?? document.documentElement).append(host);
  const inspection = new Inspection(net, settings);
  const panel = new Panel(inspection, root, settings, () => close());
  root.append(panel.element);
  const stopDrawing = startDrawing(wire, (now) => panel.draw(now));
  const close = (): void => {
    stopDrawing();
    inspection.close();
    panel.dispose();
    host.remove();
  };
  const { frames } = panel;
  return {
    element: host,
    get isPaused() {
      return frames.isPaused;
    },
    pause: () => frames.pause(),
    resume: () => frames.resume(),
    toJson: () => inspection.toJson(frames.shown),
    toRecording: () => inspection.toRecording(frames.kept).bytes,
    close,
  };
};
