// An overlay for development, in an entry of its own: a page that does not import it pays nothing.

export type { FrameRecord } from './inspector/frame-reading.ts';
export type { InspectableNet } from './inspector/inspectable-net.ts';
export { type Inspector, type InspectorOptions, mountInspector } from './inspector/mount-inspector.ts';
export type { Dock } from './inspector/view/panel.ts';
