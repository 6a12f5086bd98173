import { NetMgr } from '@netmgr/client';
import { workerClock } from '@netmgr/client/worker-clock';
import { ArenaClient, type Identity } from '../shared/arena-client.ts';
import { ARENA_MESSAGES } from '../shared/messages.ts';
import { OwnShip } from '../shared/own-ship.ts';
import { exposeArena } from './arena-hook.ts';
import { Chat } from './chat.ts';
import { ConnectionView } from './connection-view.ts';
import { DemoApi } from './demo-api.ts';
import { element } from './element.ts';
import { EventLog } from './event-log.ts';
import { FaultPanel } from './fault-panel.ts';
import { cssColor } from './format.ts';
import { FrameLoop } from './frame-loop.ts';
import { loadIdentity, storeLook } from './identity.ts';
import { Input } from './input.ts';
import { InspectorButton } from './inspector-button.ts';
import { Lifeline } from './lifeline.ts';
import { LinkNumbers } from './link-numbers.ts';
import { watchPanel } from './panel-drawer.ts';
import { PieceCounter } from './piece-counter.ts';
import { Profile } from './profile.ts';
import { Scoreboard } from './scoreboard.ts';
import { Stage } from './stage.ts';
import { Status } from './status.ts';
import { Story } from './story.ts';
import { Theme } from './theme.ts';
import { Toasts } from './toasts.ts';

const RIPPLE_COLOR = '#3ddc9b';

const start = (api: DemoApi, bots: number, identity: Identity): void => {
  const pieces = new PieceCounter();
  const clock = workerClock();
  const net = new NetMgr({
    url: () => api.linkUrl(),
    webSocket: pieces.webSocket,
    messages: ARENA_MESSAGES,
    clock,
    retryFirstConnect: true,
    reconnect: { maxDelayMs: 10_000 },
  });
  const log = new EventLog(element('log'));
  const story = new Story(log, new Toasts());
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  const stage = new Stage(element('stage'), () => reducedMotion.matches);
  const lifeline = new Lifeline(element<SVGSVGElement>('lifeline'));
  const view = new ConnectionView(net);
  const { listener } = story;
  story.follow(net);

  const own = new OwnShip((inputs) => arena.fly(inputs));
  const arena = new ArenaClient(net, identity, {
    ...listener,
    onJoined: (motion, again) => {
      own.reset(motion);
      listener.onJoined?.(motion, again);
    },
    onOwnMotion: (seq, motion) => own.reconcile(seq, motion),
    onSparkTaken: (by, from) => stage.effects.burst(from.x, from.y, cssColor(by.color), performance.now()),
    onSaid: (by, text) => chat.show(by, text),
    onBots: (count) => faults.showBots(count),
    onFarewell: (reason) => view.noteFarewell(reason),
  });
  const chat = new Chat(arena, () => story.fail('nobody hears you without a connection'));
  net.on('latency', ({ rttMs }) => {
    lifeline.addRoundTrip(rttMs, performance.now());
    stage.effects.ripple(RIPPLE_COLOR, performance.now());
  });

  const inspector = new InspectorButton(net, watchPanel(), (error) =>
    story.fail(`the inspector is not there: ${error.message}`),
  );
  new Theme((name) => {
    stage.wear(name);
    inspector.wear(name);
  });
  new Profile(identity, (name, color) => {
    arena.wear(name, color);
    storeLook(identity);
  });
  const faults = new FaultPanel(net, api, story, bots);
  const input = new Input(element<HTMLCanvasElement>('stage'));
  const [status, numbers, scoreboard] = [new Status(net, view), new LinkNumbers(clock), new Scoreboard()];
  const parts = { net, arena, identity, own, input, view, stage, status, numbers, lifeline, scoreboard, pieces };
  const loop = new FrameLoop(parts);
  exposeArena({ net, view, arena, identity, own, log, loop, pieces });
  loop.start();
  // It rejects when the visitor leaves before the server was ever there; the log tells.
  net.connect().catch(() => {});
};

try {
  const identity = loadIdentity();
  const { api, bots } = await DemoApi.load(identity.key);
  start(api, bots, identity);
} catch (error) {
  element('state').textContent = 'The demo is not there';
  element('card').hidden = false;
  element('card-action').hidden = true;
  element('card-title').textContent = 'The demo is not there';
  element('card-detail').textContent = error instanceof Error ? error.message : String(error);
}
