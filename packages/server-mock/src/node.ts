// The Node entry: everything of the other entry, a MockServer that opens real ports, and a proxy with faults.

export * from './index.ts';
export { type ListenReplayOptions, listenReplay, type PortReplayServer } from './listen-replay.ts';
export { type ListenOptions, MockServer } from './node-mock-server.ts';
export { type ControlApi, type ControlApiOptions, openControlApi } from './proxy/control-api.ts';
export {
  createFaultProxy,
  type FaultProxy,
  type FaultProxyEvents,
  type ProxyClient,
  type ProxyFaultOptions,
} from './proxy/fault-proxy.ts';
export { type FaultTextOptions, parseFaultText, type WrittenFault } from './proxy/fault-text.ts';
export type { ProxyEnding } from './proxy/proxy-connection.ts';
export type { FaultProxyOptions } from './proxy/proxy-options.ts';
export { openFileSink, readRecordingFile, scanRecordingFile } from './record/recording-file.ts';
