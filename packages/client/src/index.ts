// The browser entry.

export { NetMgr } from './net-mgr.ts';
export * from './surface.ts';
