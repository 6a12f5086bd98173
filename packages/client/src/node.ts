// The Node entry: the same surface, plus `tcp:`, `tls:` and a WebSocket that can be cut.

export { NetMgr, type NodeNetMgrOptions } from './node-net-mgr.ts';
export * from './surface.ts';
export { createNodeWebSocketTransport as createWebSocketTransport } from './transport/node-web-socket.ts';
export { createTcpTransport, type TcpTransportOptions } from './transport/tcp-transport.ts';
