import { inject } from 'vitest';

/** A mock server of this test file's own, made to misbehave from inside a page. */
export interface PageMock {
  readonly wsUrl: string;
  stall(): Promise<void>;
  resume(): Promise<void>;
  drop(how: 'fin' | 'reset'): Promise<void>;
  /** Settles when the server listens again. */
  restart(downMs?: number): Promise<void>;
  clientCount(): Promise<number>;
}

const ask = async <T>(method: 'GET' | 'POST', url: string): Promise<T> => {
  const response = await fetch(url, { method });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
};

/** Opens a mock server by the control that global-setup.ts provides. */
export const openPageMock = async (): Promise<PageMock> => {
  const opened = await ask<{ wsUrl: string; controlUrl: string }>('POST', `${inject('mockControlUrl')}/servers`);
  const { wsUrl, controlUrl } = opened;
  return {
    wsUrl,
    stall: () => ask('POST', `${controlUrl}/stall`),
    resume: () => ask('POST', `${controlUrl}/resume`),
    drop: (how) => ask('POST', `${controlUrl}/drop?how=${how}`),
    restart: (downMs = 0) => ask('POST', `${controlUrl}/restart?downMs=${downMs}`),
    clientCount: () => ask('GET', `${controlUrl}/clients`),
  };
};
