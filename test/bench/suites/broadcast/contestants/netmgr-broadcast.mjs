import { serveMock } from './mock-server.mjs';

export const clientKind = 'frames';
export const serve = () => serveMock((server, type, value) => server.broadcast(type, value));
export const writesPer = () => 1;
