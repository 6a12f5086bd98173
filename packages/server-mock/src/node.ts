// The Node entry: everything of the other entry, and a MockServer that opens real ports.

export * from './index.ts';
export { type ListenOptions, MockServer } from './node-mock-server.ts';
