import http from 'node:http';
import type { TestContext } from 'vitest';
import { type ChildProgram, startExample } from '../support/child-program.ts';

/** The demo as its terminal shows it. */
export interface Demo {
  readonly program: ChildProgram;
  readonly url: string;
  readonly ws: string;
  readonly tcp: string;
}

/** Starts the demo on free ports with two bots, unless `args` say otherwise, and waits until it is up. */
export const startDemo = async (test: TestContext, args: readonly string[] = ['--bots', '2']): Promise<Demo> => {
  const program = startExample(test, 'browser-arena', args);
  await program.printed(/Ctrl-C ends it/);
  const found = (pattern: RegExp): string => pattern.exec(program.stdout)?.[1] ?? '';
  return { program, url: found(/(http:\S+)/), ws: found(/(ws:\S+)/), tcp: found(/(tcp:\S+)/) };
};

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: http.IncomingHttpHeaders;
}

/** Asks as any program on this machine could, with headers that a browser would not let a page choose. */
export const ask = (
  url: string,
  method: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
    });
    request.on('error', reject);
    request.end(body);
  });

/** What the page is told when it begins. */
export const configOf = async (url: string): Promise<{ token: string; bots: number }> =>
  JSON.parse((await ask(`${url}config.json`, 'GET')).body);

/** Commands as the page does. */
export type Command = (name: string, body?: object) => Promise<Answer>;

/** Gets what it takes to command the demo as its page does. */
export const commander = async (url: string): Promise<Command> => {
  const { token } = await configOf(url);
  const headers = { origin: url.slice(0, -1), 'x-arena-token': token };
  return (name, body = {}) => ask(`${url}control/${name}`, 'POST', headers, JSON.stringify(body));
};
