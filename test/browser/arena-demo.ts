import http from 'node:http';
import type { TestContext } from 'vitest';
import { type ChildProgram, startExample } from '../support/child-program.ts';

/** The demo as its terminal shows it. */
export interface Demo {
  readonly program: ChildProgram;
  readonly url: string;
  readonly ws: string;
  readonly tcp: string;
  readonly botPids: readonly number[];
}

/** Starts the demo on free ports, unless `args` say otherwise, and waits until it is up. */
export const startDemo = async (test: TestContext, args: readonly string[] = []): Promise<Demo> => {
  const program = startExample(test, 'browser-arena', args);
  await program.printed(/Ctrl-C ends it/);
  const found = (pattern: RegExp): string => pattern.exec(program.stdout)?.[1] ?? '';
  const botPids = [...program.stdout.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));
  return { program, url: found(/(http:\S+)/), ws: found(/(ws:\S+)/), tcp: found(/(tcp:\S+)/), botPids };
};

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: http.IncomingHttpHeaders;
}

/** Asks as any program on this machine could, with headers that a browser would not let a page choose. */
export const ask = (url: string, method: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    request.on('error', reject);
    request.end();
  });

/** Reads the token as the page does. */
export const tokenOf = async (url: string): Promise<string> =>
  (JSON.parse((await ask(`${url}config.json`, 'GET')).body) as { token: string }).token;
