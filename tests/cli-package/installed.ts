import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../generated-files';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command where `npm install` has put it, in a project that holds nothing else. */
export interface Installed {
  /** The project's folder. */
  readonly folder: string;
  /** Of the package in it. */
  readonly packageFolder: string;
  /** What `npm pack` has made. */
  readonly archive: string;
  /** Runs `loadtests` with only these variables besides PATH and HOME. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** A line of a shell in the project's folder, with only these variables besides PATH and HOME. */
  shell(line: string, env?: Readonly<Record<string, string>>): Promise<Ended>;
  remove(): Promise<void>;
}

/** Makes the package into a folder: the archive's path. */
export async function packCommand(out: string): Promise<string> {
  await promisify(execFile)('npm', ['run', '--silent', 'package:cli', '--', '--out', out], { cwd: repository });
  const archive = (await readdir(out)).find((name) => name.endsWith('.tgz'));
  return join(out, archive ?? 'no archive was made');
}

/** Packs the command and installs it without a network and without anything that npm has kept. */
export async function installCommand(): Promise<Installed> {
  const root = await mkdtemp(join(tmpdir(), 'cli-package-'));
  const archive = await packCommand(join(root, 'packed'));
  const folder = join(root, 'project');
  const env = { PATH: process.env.PATH, HOME: root, npm_config_update_notifier: 'false' };
  const npm = [
    'install',
    '--offline',
    '--no-audit',
    '--no-fund',
    '--cache',
    join(root, 'npm-cache'),
    '--prefix',
    folder,
  ];
  await promisify(execFile)('npm', [...npm, archive], { cwd: root, env });
  return {
    folder,
    packageFolder: join(folder, 'node_modules/@blueclerk/loadtests'),
    archive,
    run: (args, more = {}) => ended(join(folder, 'node_modules/.bin/loadtests'), args, { ...env, ...more }, folder),
    shell: (line, more = {}) => ended('bash', ['-c', line], { ...env, ...more }, folder),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

function ended(program: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const text = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
    child.on('error', reject).on('close', (code) => resolve({ code, ...text }));
  });
}
