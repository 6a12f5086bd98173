export type { AddFaultOptions } from './add-fault-options.ts';
export type { MessageHandler, MessageMeta } from './dispatcher.ts';
export { MockError, type MockErrorCode } from './errors.ts';
export type { MockServerEvents, OfflineReason, RefusalReason, UnhandledFrame } from './events.ts';
export type { ExpectNoneOptions, ExpectOptions, MessagePredicate } from './expectations.ts';
export { type BandwidthOptions, bandwidth } from './fault/bandwidth.ts';
export { type CoalesceOptions, coalesce } from './fault/coalesce.ts';
export { type CorruptOptions, corrupt } from './fault/corrupt.ts';
export { type DuplicateConnectionOptions, duplicateConnection } from './fault/duplicate-connection.ts';
export { describeFault, type Fault, type FaultDirection } from './fault/fault.ts';
export { FaultBoard, type FaultBoardOptions } from './fault/fault-board.ts';
export { FAULT_ORDER, type FaultName } from './fault/fault-order.ts';
export type { FramePlace } from './fault/frame-places.ts';
export { halfOpen } from './fault/half-open.ts';
export type { InstalledFault } from './fault/installed-fault.ts';
export { type LatencyOptions, latency } from './fault/latency.ts';
export { type LimitBytesOptions, limitBytes } from './fault/limit-bytes.ts';
export { muteHeartbeat } from './fault/mute-heartbeat.ts';
export { refuse } from './fault/refuse.ts';
export { type ResetOptions, reset } from './fault/reset.ts';
export type { FaultOptions } from './fault/resolve-fault-options.ts';
export { type SlowAcceptOptions, slowAccept } from './fault/slow-accept.ts';
export { type SlowCloseOptions, slowClose } from './fault/slow-close.ts';
export { type SlowReaderOptions, slowReader } from './fault/slow-reader.ts';
export { type SplitOptions, split } from './fault/split.ts';
export { stall } from './fault/stall.ts';
export { type TruncateOptions, truncate } from './fault/truncate.ts';
export type { RestartOptions } from './lifecycle.ts';
export { createHop, type Hop } from './link/hop.ts';
export type { AcceptLink, Link, LinkCloseHow, LinkKind, LinkListener, Signal } from './link/link.ts';
export { MemoryNetwork } from './link/memory-transport.ts';
export type { Caller, Door, Listener } from './listen/listener.ts';
export type { AskOptions } from './liveness/ask-options.ts';
export { createMemoryServer, type MemoryServer, type MemoryServerOptions } from './memory-server.ts';
export type { MockClient } from './mock-client.ts';
export { MockServer } from './mock-server.ts';
export type { MockServerOptions } from './options.ts';
export type { ExpectOfflineOptions, OfflineRecord } from './presence-expectations.ts';
export type { ReceivedMessage } from './received-log.ts';
export { MemorySink } from './record/memory-sink.ts';
export { recordLinks } from './record/record-links.ts';
export { recordTransport } from './record/record-transport.ts';
export type { LineEvent, RecordedEvent } from './record/recorded-event.ts';
export { type ConnectionRecord, Recorder, type RecorderOptions, type RecordingSink } from './record/recorder.ts';
export { type Recording, readRecording, type ScannedItem, scanRecording } from './record/recording.ts';
export { RecordingError, type RecordingErrorCode } from './record/recording-error.ts';
export { type ReplayClient, type ReplayClientOptions, replayClient } from './record/replay-client.ts';
export type { ReplayMismatch, ReplayMismatchKind } from './record/replay-mismatch.ts';
export type { ReplayOptions } from './record/replay-options.ts';
export { createReplayServer, type MemoryReplayServer, ReplayServer } from './record/replay-server.ts';
export type { Actions, Made, Reactions, ScenarioFaultOptions, Whom } from './scenario/actions.ts';
export { createDuplicateLogin, LoginMsg } from './scenario/gallery/duplicate-login.ts';
export { type ScenarioKey, scenarios } from './scenario/gallery/gallery.ts';
export { createHostClock, type HostClock, type HostClockOptions } from './scenario/host-clock.ts';
export type { ClientMoment, Departure, MessageMoment, Moment } from './scenario/moment.ts';
export {
  defineScenario,
  type Scenario,
  type ScenarioOptions,
  type ScenarioReport,
  type ScenarioRunOptions,
} from './scenario/scenario.ts';
export type { ExpectationCheck, MessageCheck, RepeatOptions, Script, ThenExpectOptions } from './scenario/script.ts';
export type { Span } from './scenario/span.ts';
export { describeTraceLine, type TraceLine } from './scenario/trace.ts';
export { createScaledClock } from './time/scaled-clock.ts';
export { createSeededRandom } from './time/seeded-random.ts';
export { VirtualClock } from './time/virtual-clock.ts';
