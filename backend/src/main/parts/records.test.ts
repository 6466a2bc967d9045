import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../config';
import { makeDataFolder, openRecords, whileServerStays } from './records';
import { openStore } from './samples';
import { StartError } from '../start-error';

describe('the data folder', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'data-folder-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is made with the folders that it lies in, for its owner alone', () => {
    const wanted = join(folder, 'one', 'two');
    makeDataFolder(wanted);
    makeDataFolder(wanted);
    expect(statSync(wanted).mode & 0o777).toBe(0o700);
  });

  // Where the system refuses a new folder in one that exists, Node's recursive mkdir would never return.
  it.each([
    ['is a file', () => join(folder, 'file')],
    ['lies in a file', () => join(folder, 'file', 'data')],
    ['cannot be made', () => (process.platform === 'linux' ? '/proc/data' : join(folder, 'file', 'data'))],
  ])('is refused in words where it %s', (_what, path) => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => makeDataFolder(path())).toThrow(StartError);
    expect(() => makeDataFolder(path())).toThrow(/cannot be used \((ENOENT|ENOTDIR|EACCES)\)\. Set DATA_DIR/);
  });
});

describe('stores that cannot be opened', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'stores-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are told in words where the embedded records are damaged', async () => {
    mkdirSync(join(folder, 'records'));
    writeFileSync(join(folder, 'records', 'PG_VERSION'), 'nothing');
    await expect(openRecords(loadConfig({ DATA_DIR: folder }))).rejects.toMatchObject({
      name: 'RecordsFolderError',
      message: `The embedded database in ${join(folder, 'records')} cannot be opened. It is damaged, or this user may not write to it: restore it from a backup.`,
    });
  });

  it('are told in words where the embedded metric store is damaged', async () => {
    mkdirSync(join(folder, 'metrics'));
    writeFileSync(join(folder, 'metrics', 'metrics.duckdb'), 'nothing of the kind');
    const opened = openStore(loadConfig({ DATA_DIR: folder }), () => new Date());
    await expect(opened).rejects.toThrow(StartError);
    await expect(opened).rejects.toThrow(/^The embedded metric store in .* cannot be opened: .*\. Let this user write/);
  });
});

describe('a server of DATABASE_URL that cannot be used', () => {
  /** The line that is said when the server does this with a connection. */
  async function said(answer: (socket: Socket) => void): Promise<string> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => answer(socket));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    try {
      return await saidOf(port);
    } finally {
      server.close();
    }
  }
  const saidOf = async (port: number): Promise<string> => {
    const config = loadConfig({ DATABASE_URL: `postgres://user:CANARY@127.0.0.1:${port}/records` });
    const refusal: unknown = await openRecords(config).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StartError);
    return String(refusal);
  };
  const refusing = (sqlState: string) => (socket: Socket) => {
    const fields = Buffer.from(`SFATAL\0C${sqlState}\0Mit says CANARY\0\0`);
    const head = Buffer.from([0x45, 0, 0, 0, fields.length + 4]);
    socket.end(Buffer.concat([head, fields]));
  };

  it.each([
    ['28P01', 'the server refuses user and password (28P01). Correct them.'],
    ['3D000', 'the server has no database of that name (3D000). Create it, or correct the name at the end.'],
    [
      'XX000',
      'the server cannot be used (XX000). Check that the Postgres server runs, and that all of DATABASE_URL is right.',
    ],
  ])('is told with the remedy where it refuses with %s, without what is secret', async (sqlState, line) => {
    const told = await said(refusing(sqlState));
    expect(told).toBe(`StartError: The database of DATABASE_URL cannot be opened: ${line}`);
  });

  it('is told where nothing listens, and where what listens is no Postgres', async () => {
    expect(await saidOf(1)).toContain('nothing listens there (ECONNREFUSED). Start the Postgres server');
    expect(await said((socket) => socket.end())).toContain('it does not answer as a Postgres server. Check that');
  });

  describe('that goes away while the sidecar starts', () => {
    const gone = new Error('Failed query: select "secret" from api_keys', {
      cause: new Error('Connection terminated unexpectedly'),
    });
    const server = loadConfig({ DATABASE_URL: 'postgres://user:CANARY@127.0.0.1:1/records' });

    it('is told in words, without the query that failed', async () => {
      const refusal: unknown = await whileServerStays(server, () => Promise.reject(gone)).catch(
        (error: unknown) => error
      );
      expect(refusal).toBeInstanceOf(StartError);
      expect(String(refusal)).toMatch(/was opened, and went away before the sidecar was ready\. Check that/);
      expect(String(refusal)).not.toMatch(/CANARY|select/);
    });

    it.each([
      ['what the start itself threw', server, new StartError('port taken', { cause: gone })],
      ['what is no matter of the server', server, new Error('a fault in the code')],
      ['where the records are embedded', loadConfig({}), gone],
    ])('is not blamed for %s', async (_what, config, error) => {
      await expect(whileServerStays(config, () => Promise.reject(error))).rejects.toBe(error);
      await expect(whileServerStays(config, () => Promise.resolve('begun'))).resolves.toBe('begun');
    });
  });
});
