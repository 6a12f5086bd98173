import { serveMock } from './mock-server.mjs';

export const clientKind = 'frames';

export const serve = () =>
  serveMock((server, type, value) => {
    for (const client of server.clients) client.send(type, value);
  });

export const writesPer = (/** @type {number} */ clients) => clients;
