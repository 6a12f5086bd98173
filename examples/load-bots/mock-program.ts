import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { type ChildProgram, startProgram } from '../../test/support/child-program.ts';

const COMMAND = join(import.meta.dirname, '../../packages/server-mock/dist/cli.js');
const ECHO = join(import.meta.dirname, 'build/echo-scenario.js');

/** Starts `netmgr-mock` as a process of its own, for as long as the test runs, and tells its URL. */
export const startMock = async (
  test: TestContext,
  ...args: readonly string[]
): Promise<ChildProgram & { readonly url: string }> => {
  const program = startProgram(test, [COMMAND, ...args]);
  const [, url = ''] = await program.printed(/((?:ws|tcp):\/\/\S+)\n/);
  return Object.create(program, { url: { value: url } });
};

/** Starts it with the scenario that sends back every echo, on a port for `ws` or `tcp`. */
export const startEchoServer = async (
  test: TestContext,
  kind: 'ws' | 'tcp' = 'ws',
): Promise<ChildProgram & { readonly url: string }> => {
  const mock = await startMock(test, `--${kind}-port`, '0', '--scenario', ECHO);
  await mock.printed(/answer every EchoMsg/);
  return mock;
};
