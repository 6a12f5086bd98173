// What every entry exports, whatever it can dial.

export { type Clock, createSystemClock } from './clock.ts';
export type { LatencySample } from './connection/round-trip.ts';
export type { CloseReason, DropError, Status } from './connection/state.ts';
export type { MessageHandler, MessageMeta } from './dispatcher.ts';
export {
  ConnectionError,
  type ConnectionErrorCode,
  NetMgrError,
  type NetMgrErrorCode,
  ProtocolError,
  type ProtocolErrorCode,
  UsageError,
  type UsageErrorCode,
} from './errors.ts';
export type {
  ConnectedInfo,
  DisconnectedInfo,
  DroppedInfo,
  NetMgrEvents,
  ReconnectingInfo,
  UnhandledFrame,
} from './events.ts';
export type { Lifecycle, LifecycleListener } from './lifecycle/lifecycle.ts';
export { pageLifecycle } from './lifecycle/page-lifecycle.ts';
export type { UpdateOptions } from './message-intake.ts';
export type { RequestOptions, SendOptions } from './net-mgr.ts';
export type { HeartbeatOptions, NetMgrOptions, ReconnectInfo, ReconnectOptions, UrlSource } from './net-mgr-options.ts';
export type { NetMgrStats } from './net-mgr-stats.ts';
export type { NetWire } from './net-wire.ts';
export type { DropReason, OfflineQueueOptions, OverflowPolicy, WhenOffline } from './offline-queue.ts';
export { HEARTBEAT_PRESETS } from './options.ts';
export {
  type CountOptions,
  defineFrameLayout,
  defineMessage,
  defineStruct,
  type Fields,
  type FieldType,
  FRAME_LAYOUTS,
  type FrameLayout,
  type FrameLayoutOptions,
  type ListType,
  type MessageOf,
  type MessageType,
  type OptionalType,
  type SchemaMessageType,
  type StructType,
  type SystemIds,
  t,
  type ValueOf,
} from './protocol.ts';
export type { SendResult } from './sender.ts';
export type { NetTap } from './tap.ts';
export type { Transport, TransportCloseInfo, TransportFactory, TransportListener } from './transport/transport.ts';
export {
  createWebSocketTransport,
  type WebSocketConstructor,
  type WebSocketLike,
  type WebSocketTransportOptions,
} from './transport/web-socket-transport.ts';
