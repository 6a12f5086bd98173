import { NetMgr } from '@netmgr/client';
import { ArenaClient, type Identity } from '../shared/arena-client.ts';
import { ARENA_MESSAGES } from '../shared/messages.ts';
import { exposeArena } from './arena-hook.ts';
import { ConnectionView } from './connection-view.ts';
import { Controls, loadConfig, type PageConfig } from './controls.ts';
import { element } from './element.ts';
import { EventLog } from './event-log.ts';
import { cssColor } from './format.ts';
import { FrameLoop } from './frame-loop.ts';
import { createHullIcon } from './hulls.ts';
import { loadIdentity } from './identity.ts';
import { Input } from './input.ts';
import { Lifeline } from './lifeline.ts';
import { OwnShip } from './own-ship.ts';
import { Panel } from './panel.ts';
import { Scoreboard } from './scoreboard.ts';
import { Stage } from './stage.ts';
import { createArenaStory, tellConnection } from './story.ts';

const RIPPLE_COLOR = '#46e0a4';

const start = (config: PageConfig, identity: Identity): void => {
  const net = new NetMgr({ url: config.wsUrl, messages: ARENA_MESSAGES, retryFirstConnect: true });
  const log = new EventLog(element('log'));
  const stage = new Stage(element('stage'), element('frame'));
  const lifeline = new Lifeline(element('lifeline'));
  const view = new ConnectionView(net, config.wsUrl);
  tellConnection(net, log);
  new Controls(net, log, config);

  const arena = new ArenaClient(net, identity, {
    ...createArenaStory(log),
    onSparkTaken: (by, from) => stage.effects.burst(from.x, from.y, cssColor(by.color), performance.now()),
  });
  const own = new OwnShip(arena);
  net.on('connected', () => own.tellAgain());
  net.on('latency', ({ rttMs }) => {
    lifeline.addRoundTrip(rttMs, performance.now());
    stage.effects.ripple(RIPPLE_COLOR, performance.now());
  });

  element('self').replaceChildren(createHullIcon(identity.hull, cssColor(identity.color)), identity.name);
  exposeArena({ net, view, arena, identity, ship: own.ship, log });
  const input = new Input(element('stage'));
  const [panel, scoreboard] = [new Panel(view), new Scoreboard()];
  new FrameLoop({ net, arena, identity, own, input, view, stage, panel, lifeline, scoreboard }).start();
  // It rejects when Close is pressed before the server was ever there; the log tells.
  net.connect().catch(() => {});
};

try {
  start(await loadConfig(), loadIdentity());
} catch (error) {
  element('state').textContent = 'The demo is not there';
  element('detail').textContent = error instanceof Error ? error.message : String(error);
}
