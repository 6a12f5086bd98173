import { expect, it } from 'vitest';
import { ErrorLog } from './error-log.ts';

it('keeps the latest hundred and tells each with its place and cause', () => {
  const told: Error[] = [];
  const log = new ErrorLog((error) => told.push(error));
  const cause = new Error('boom');
  log.report(cause, 'a handler of X');
  expect(told[0]).toMatchObject({
    code: 'HANDLER_FAILED',
    message: '[HANDLER_FAILED] a handler of X failed: boom',
    cause,
  });
  for (let i = 0; i < 150; i++) log.report(i, 'here');
  expect(log.all()).toHaveLength(100);
  expect(log.all()[0]!.message).toContain('failed: 50');
});

it('tells nobody of errors that come from the telling, but keeps them', () => {
  let toldCount = 0;
  const log: ErrorLog = new ErrorLog(() => {
    toldCount++;
    log.report(new Error('again'), 'the teller');
  });
  log.report('first', 'here');
  expect([toldCount, log.all().length]).toEqual([1, 2]);
});

it('takes whatever can be thrown', () => {
  const log = new ErrorLog(() => {});
  for (const cause of [undefined, null, Symbol('s'), Object.create(null)]) log.report(cause, 'here');
  expect(log.all().map(({ message }) => message.split('failed: ')[1])).toEqual([
    'undefined',
    'null',
    'Symbol(s)',
    'something without a text was thrown',
  ]);
});
