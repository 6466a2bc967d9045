import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { aptInstall } from './apt';
import { lastLine, runCommand } from './command';
import { provideProgram, type Program } from './find';
import type { Progress, Provided, Started } from './part';
import { freePort, removeTemporaryFolder, startServer, temporaryFolder } from './server';

const majors = [18, 17, 16, 15, 14];

const postgres: Program = {
  variable: 'POSTGRES_BIN_DIR',
  fileInVariable: 'postgres',
  commands: ['postgres'],
  // Debian keeps the server's programs off PATH.
  folders: majors.map((major) => `/usr/lib/postgresql/${major}/bin`),
  async check(file) {
    for (const program of [beside(file, 'initdb'), beside(file, 'pg_isready')]) {
      const { exitCode, output } = await runCommand(program, ['--version']);
      if (exitCode !== 0) {
        return { unusable: `${path.basename(program)} beside it does not answer (${lastLine(output)})` };
      }
    }
    const { output } = await runCommand(file, ['--version']);
    const version = /\(PostgreSQL\) ((\d+)\S*)/.exec(output);
    if (version?.[1] === undefined) {
      return { unusable: `it does not tell its version (${lastLine(output)})` };
    }
    return majors.includes(Number(version[2]))
      ? { version: version[1] }
      : { unusable: `it is Postgres ${version[1]}, not one of ${majors.join(', ')}` };
  },
};

function beside(file: string, program: string): string {
  return path.join(path.dirname(file), program);
}

/**
 * Postgres' server: in the folder `POSTGRES_BIN_DIR`, on PATH, or where Debian keeps it; else the system's package
 * where this process may install one.
 */
export function providePostgres(progress: Progress): Promise<Provided> {
  return provideProgram(postgres, progress, async () => {
    const problem = await installPackage(progress);
    return problem === null ? null : `${problem}, or set POSTGRES_BIN_DIR or TEST_POSTGRES_URL`;
  });
}

/** Debian's package would start a database of its own at once; this file tells it not to, for the time of the call. */
async function installPackage(progress: Progress): Promise<string | null> {
  if (process.getuid?.() !== 0) {
    return aptInstall('postgresql', progress);
  }
  const folder = '/etc/postgresql-common/createcluster.d';
  const noCluster = path.join(folder, 'load-test-monitoring.conf');
  await mkdir(folder, { recursive: true });
  await writeFile(noCluster, 'create_main_cluster = false\n');
  try {
    return await aptInstall('postgresql', progress);
  } finally {
    await rm(noCluster, { force: true });
  }
}

/** A server that a test may stop and start again: same port, same data. */
export interface RestartableServer extends Started {
  down(): Promise<void>;
  up(): Promise<void>;
}

/** An empty Postgres on a free loopback port with a superuser of random password; no socket file, not durable. */
export async function startPostgres(file: string): Promise<RestartableServer> {
  const folder = await temporaryFolder('postgres');
  const user = await serverUser();
  if (user !== undefined) {
    await chown(folder, user.uid, user.gid);
  }
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C' };
  const data = path.join(folder, 'data');
  const password = randomBytes(16).toString('hex');
  const passwordFile = path.join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) {
    await chown(passwordFile, user.uid, user.gid);
  }
  const initialised = await runCommand(
    beside(file, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', '--no-sync'],
    { cwd: folder, onlyEnv: env, user }
  );
  if (initialised.exitCode !== 0) {
    await removeTemporaryFolder(folder);
    throw new Error(`Postgres could not make its data folder: ${lastLine(initialised.output)}`);
  }
  const port = String(await freePort());
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'max_connections=200'];
  const serve = () =>
    startServer({
      name: 'Postgres',
      command: file,
      args: ['-D', data, '-p', port, ...settings.flatMap((setting) => ['-c', setting])],
      folder,
      env,
      user,
      // Fast shutdown: https://www.postgresql.org/docs/current/server-shutdown.html
      stopSignal: 'SIGINT',
      isReady: async () => {
        const ready = await runCommand(beside(file, 'pg_isready'), ['-h', '127.0.0.1', '-p', port]);
        return ready.exitCode === 0;
      },
    });
  let stop = await serve();
  return {
    env: { TEST_POSTGRES_URL: `postgres://postgres:${password}@127.0.0.1:${port}/postgres` },
    stop: () => stop(),
    down: () => stop({ keepFolder: true }),
    async up() {
      stop = await serve();
    },
  };
}

/** Postgres refuses to run as root: the user of its package, else nobody. Undefined: as whoever runs the tests. */
async function serverUser(): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const entry = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (entry === undefined) {
    throw new Error('Postgres does not run as root, and there is neither a user postgres nor nobody');
  }
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}
