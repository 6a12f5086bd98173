import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryServer } from '../memory-server.ts';
import { readRecordingFile } from '../record/recording-file.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { parseCliOptions } from './cli-options.ts';
import { recordToFile } from './record-to-file.ts';

describe('netmgr-mock --record', () => {
  it('records every connection of the server into the file, and finishes it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'netmgr-record-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'run.nmrec');
    const clock = new VirtualClock();
    const server = createMemoryServer({ clock });
    const lines: string[] = [];
    const recording = await recordToFile(parseCliOptions(['--record', path]).recordPath, clock);
    recording.start(server, (line) => lines.push(line));
    server.transport({ onOpen: () => {}, onBytes: () => {}, onClose: () => {} });
    await clock.advance(0);
    const closed = server.close();
    await clock.advance(5_000);
    await closed;
    await recording.finish();
    const { events, damage } = await readRecordingFile(path);
    expect(events.map(({ kind }) => kind)).toEqual(['open', 'bytes', 'end', 'end']);
    expect(damage).toBeUndefined();
    expect(lines).toEqual([`Recording to ${path}.`]);
  });

  it('leaves an earlier recording alone until it begins, so that a port in use costs nobody a recording', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'netmgr-record-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'run.nmrec');
    writeFileSync(path, 'the only recording of a rare bug'.repeat(10));
    const clock = new VirtualClock();
    const unused = await recordToFile(path, clock);
    await unused.finish();
    expect(readFileSync(path, 'utf8')).toContain('rare bug');
    const used = await recordToFile(path, clock);
    used.start(createMemoryServer({ clock }), () => {});
    await used.finish();
    expect(await readRecordingFile(path)).toMatchObject({ events: [] });
    expect((await readRecordingFile(path)).damage).toBeUndefined();
  });

  it('does nothing without a file, and rejects when it cannot be opened', async () => {
    const clock = new VirtualClock();
    const none = await recordToFile(parseCliOptions([]).recordPath, clock);
    none.start(createMemoryServer({ clock }), () => expect.unreachable());
    await none.finish();
    await expect(recordToFile(join(tmpdir(), 'nowhere', 'at', 'all'), clock)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
