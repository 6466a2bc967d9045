import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';

const usage = `npm run newcomer [-- options]

Goes a newcomer's way and says how long it takes: clone, npm ci, npm run demo until the first failed run is diagnosed. The demo then
goes on to its end, and has to end well.

  --installed-in <seconds>  this checkout is the fresh clone, and npm ci took so long
  --help                    this text`;

const repository = resolve(__dirname, '../..');
/** As the demo tells it: the verdict of a run, and behind it how it was diagnosed. */
const diagnosed = /FAILED → (auto-fixable|action required)/;

interface Way {
  readonly cloneSeconds: number;
  readonly installSeconds: number;
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return (performance.now() - startedAt) / 1000;
}

async function cloneAndInstall(folder: string): Promise<Way> {
  const run = promisify(execFile);
  const cloneSeconds = await timed(() => run('git', ['clone', '--quiet', repository, folder]));
  const installSeconds = await timed(() => run('npm', ['ci'], { cwd: folder, maxBuffer: 16 * 1024 * 1024 }));
  return { cloneSeconds, installSeconds };
}

/** @returns seconds until the first diagnosis, and until the end. */
function demo(folder: string): Promise<{ readonly diagnosedSeconds: number; readonly endedSeconds: number }> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  return new Promise((done, fail) => {
    let diagnosedSeconds: number | null = null;
    let told = '';
    const child = spawn('npm', ['run', '--silent', 'demo', '--', '--json'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.resume();
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      told += chunk;
      diagnosedSeconds ??= diagnosed.test(told) ? seconds() : null;
    });
    child.once('error', fail);
    child.once('close', (code) => {
      if (code !== 0 || diagnosedSeconds === null) {
        fail(
          new Error(
            `npm run demo ended with ${String(code)}, ${diagnosedSeconds === null ? 'without' : 'with'} a diagnosis:\n${told}`
          )
        );
      } else {
        done({ diagnosedSeconds, endedSeconds: seconds() });
      }
    });
  });
}

async function tell(folder: string, { cloneSeconds, installSeconds }: Way): Promise<void> {
  const { diagnosedSeconds, endedSeconds } = await demo(folder);
  const shown = (seconds: number) => `${seconds.toFixed(0)} s`;
  console.log(
    `From clone to first diagnosed failure: ${shown(cloneSeconds + installSeconds + diagnosedSeconds)} ` +
      `(git clone ${shown(cloneSeconds)}, npm ci ${shown(installSeconds)}, npm run demo ${shown(diagnosedSeconds)}; ` +
      `the whole demo ${shown(endedSeconds)})`
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { 'installed-in': { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(usage);
  } else if (values['installed-in'] !== undefined) {
    await tell(repository, { cloneSeconds: 0, installSeconds: Number(values['installed-in']) });
  } else {
    const folder = await mkdtemp(join(tmpdir(), 'newcomer-'));
    try {
      await tell(folder, await cloneAndInstall(folder));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
