import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createFrameEncoder, createHeartMsg, defineMessage, t } from '@netmgr/client/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Recorder } from '../record/recorder.ts';
import { openFileSink } from '../record/recording-file.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { runDump } from './dump-command.ts';
import { parseDumpOptions } from './dump-options.ts';

const PlayerMsg = defineMessage(1001, 'PlayerMsg', { playerID: t.int, name: t.string });
const encoder = createFrameEncoder();

const createFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'netmgr-dump-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Records a short talk into a file: frames cut anywhere, an unknown id, a name that plays with the terminal, and a stream that is lost. */
const recordTalk = async (): Promise<string> => {
  const path = join(createFolder(), 'talk.nmrec');
  const clock = new VirtualClock();
  const recorder = new Recorder({ clock, sink: await openFileSink(path) });
  const line = recorder.begin();
  line.dial();
  await clock.advance(12.5);
  line.open('tcp 127.0.0.1:5000');
  const frame = encoder.encode(PlayerMsg, { playerID: 7, name: 'Ann\u009b31m\u202e' });
  line.bytes('up', frame.subarray(0, 5));
  await clock.advance(1_000);
  line.bytes('up', Buffer.concat([frame.subarray(5), encoder.encode(createHeartMsg(999), undefined)]));
  line.bytes('down', encoder.encodeRaw(2001, new Uint8Array(20).fill(0xab)));
  line.bytes('down', encoder.encodeRaw(1001, new Uint8Array([1])));
  await clock.advance(60_000);
  line.bytes('down', new Uint8Array([1, 0, 0, 0, 255, 255, 255, 255]));
  line.bytes('down', new Uint8Array([1]));
  line.bytes('up', new Uint8Array([1, 2, 3]));
  line.end('up');
  line.end('down', 1000);
  const other = recorder.begin();
  other.dial();
  other.fail();
  await recorder.close();
  return path;
};

const dump = async (...args: string[]): Promise<string[]> => {
  let text = '';
  const output = new Writable({
    highWaterMark: 10,
    write: (chunk, _encoding, done) => {
      text += chunk;
      setImmediate(done);
    },
  });
  const failure = await runDump(args, output).catch((error: Error) => error.message);
  return [...text.split('\n').slice(0, -1), ...(failure === undefined ? [] : [`! ${failure}`])];
};

const writeMessages = (): string => {
  const path = join(createFolder(), 'messages.cjs');
  const body = `
    read: (reader) => ({ playerID: reader.int(), name: reader.string() }), write: () => {}`;
  writeFileSync(path, `exports.PlayerMsg = { id: 1001, name: 'PlayerMsg', ${body} }; exports.version = 3;`);
  return path;
};

describe('netmgr-mock dump', () => {
  it('prints one line per frame and event: time, connection, direction, id and bytes', async () => {
    expect(await dump(await recordTalk())).toEqual([
      '     0.000000  #1  dial',
      '     0.012500  #1  open tcp 127.0.0.1:5000',
      '     1.012500  #1  up    1001 <07 00 00 00 0b 00 00 00 41 6e 6e c2 9b 33 31 6d … (19 bytes)>',
      '     1.012500  #1  up    999 HeartMsg',
      '     1.012500  #1  down  2001 <ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab … (20 bytes)>',
      '     1.012500  #1  down  1001 <01>',
      expect.stringMatching(
        /^ {4}61\.012500 {2}#1 {2}down {2}no frames from here on: \[BAD_LENGTH\] .*<01 00 00 00 ff ff ff ff>$/,
      ),
      '    61.012500  #1  down  bytes <01>',
      '    61.012500  #1  up    end, inside a frame of which 3 bytes have come',
      '    61.012500  #1  down  end with code 1000',
      '    61.012500  #2  dial',
      '    61.012500  #2  the dial failed',
    ]);
  });

  it('shows messages by name with their fields, and lets nothing in them reach the terminal', async () => {
    const lines = await dump(await recordTalk(), '--messages', writeMessages());
    expect(lines[2]).toBe('     1.012500  #1  up    1001 PlayerMsg {"playerID":7,"name":"Ann\\u009b31m\\u202e"}');
    expect(lines[5]).toMatch(/down {2}1001 PlayerMsg that cannot be read: \[BODY_TOO_SHORT\].*<01>$/);
  });

  it('prints bodies in full with --hex', async () => {
    const lines = await dump(await recordTalk(), '--hex', '--from', '1s', '--to', '2s');
    const at = lines.findIndex((line) => line.includes('2001'));
    expect(lines.slice(at + 1, at + 3)).toEqual([
      `                 000000  ${'ab '.repeat(16).trim()}`,
      '                 000010  ab ab ab ab',
    ]);
  });

  it('leaves out what was not asked for', async () => {
    const path = await recordTalk();
    expect((await dump(path, '--from', '1s', '--to', '2s')).length).toBe(4);
    expect((await dump(path, '--connection', '2')).length).toBe(2);
    expect((await dump(path, '--limit', '3')).length).toBe(3);
  });

  it('prints what is sound of a damaged file, and then says in one line what is wrong', async () => {
    const path = await recordTalk();
    const { length } = await readFile(path);
    truncateSync(path, length - 20);
    const cut = await dump(path);
    expect(cut.length).toBeGreaterThan(8);
    expect(cut.at(-1)).toMatch(/^! \[CUT_SHORT\] at byte \d+: /);
    writeFileSync(path, 'no recording at all');
    expect(await dump(path)).toEqual(['! [NOT_A_RECORDING] at byte 0: it does not begin like one']);
    await expect(dump(join(path, 'nowhere'))).resolves.toEqual([expect.stringMatching(/^! ENOTDIR/)]);
  });

  it('stops quietly when nobody reads any more', async () => {
    const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    await expect(runDump([await recordTalk()], output)).resolves.toBeUndefined();
  });

  it('refuses a wrong command line in words', () => {
    expect(() => parseDumpOptions([])).toThrow('dump takes one file, not 0');
    expect(() => parseDumpOptions(['a', 'b'])).toThrow('dump takes one file, not 2');
    expect(() => parseDumpOptions(['a', '--limit', '0'])).toThrow("--limit takes a whole number from 1 up, not '0'");
    expect(() => parseDumpOptions(['a', '--from', 'soon'])).toThrow(
      "--from takes a duration such as 10s or 600ms, not 'soon'",
    );
    expect(() => parseDumpOptions(['a', '--nonsense'])).toThrow(/--nonsense/);
  });
});
