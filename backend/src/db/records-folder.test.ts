import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRecordsFolder } from './records-folder';

/** On a busy machine. */
const initdbMs = 60_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records folder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it(
  'makes a whole folder at an empty place, and nothing beside it',
  async () => {
    const place = join(folder, 'records');
    await mkdir(place);
    await makeRecordsFolder(place);
    expect(await readFile(join(place, 'PG_VERSION'), 'utf8')).toMatch(/^\d+\n$/);
    expect(await readdir(folder)).toEqual(['records']);
  },
  initdbMs
);

it('leaves what is there as it is', async () => {
  const place = join(folder, 'records');
  await mkdir(place);
  await writeFile(join(place, 'PG_VERSION'), 'of an earlier start');
  await makeRecordsFolder(place);
  expect(await readdir(place)).toEqual(['PG_VERSION']);
});

it('says why it cannot, and leaves nothing', async () => {
  // A folder that cannot be written to, whoever asks, root too.
  await expect(makeRecordsFolder('/proc/records')).rejects.toMatchObject({
    name: 'RecordsFolderError',
    message: expect.stringMatching(/^The embedded database in \/proc\/records could not be made: ENOENT: /) as string,
  });
  await expect(readdir('/proc/records')).rejects.toThrow('ENOENT');
});
