import type { ChildProcess } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { startJest } from '../jest-process';
import { lastLine, runCommand, secondsSince, withHeartbeat } from '../parts/command';
import { cacheFolder } from '../parts/part';
import { countOutcome } from '../report';
import { imageReferences, openEngine, provideBaseImages, type Engine } from './engine';
import { composeVariables } from './stack';

/**
 * `npm run test:compose`: builds the images of docker-compose.yml and uses the stack as a person would, on the Docker
 * that is there, else on an engine of its own. There Grafana's image cannot be had: its plugin is built, and a fake
 * answers for it. Last line: "N passed, N failed".
 */
const repository = path.resolve(__dirname, '../..');
const dockerfiles = ['backend/Dockerfile', 'compose/Dockerfile', 'compose/grafana.Dockerfile'];
const strict = process.env.CI === 'true';
let opened: Engine | null = null;
let jest: ChildProcess | null = null;

async function main(): Promise<number> {
  const engine = await openEngine((line) => tell('engine', line));
  if ('missing' in engine) {
    tell('engine', `${engine.missing}${strict ? ' (a failure in CI)' : '; the stack was not tried'}`);
    console.log(`\n0 passed, ${strict ? 1 : 0} failed`);
    return strict ? 1 : 0;
  }
  opened = engine;
  const files = await prepare(engine);
  const { report, child } = await startJest({ ...engine.env, [composeVariables.files]: files.join(',') }, [
    '--config',
    path.join(__dirname, 'jest.config.js'),
    '--runInBand',
    '--verbose',
    ...process.argv.slice(2),
  ]);
  jest = child;
  const { passed, failed } = countOutcome(await report, 0, strict);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Images, and the compose files that go with this engine. */
async function prepare(engine: Engine): Promise<readonly string[]> {
  const { env, isOurs } = engine;
  const files = [path.join(repository, 'docker-compose.yml')];
  const docker = async (what: string, args: readonly string[]) => {
    const startedAt = Date.now();
    const options = { cwd: repository, onlyEnv: defined(env), timeoutSeconds: 1200 };
    const { exitCode, output } = await withHeartbeat(
      (line) => tell(what, line),
      'building',
      () => runCommand('docker', args, options)
    );
    if (exitCode !== 0) {
      throw new Error(`${what}: docker ${args.join(' ')} ended with ${exitCode}: ${lastLine(output)}\n${output}`);
    }
    tell(what, `built in ${secondsSince(startedAt)} s`);
  };
  if (!isOurs) {
    await docker('images', ['compose', '--profile', '*', 'build', '--pull']);
    return files;
  }
  const references = await imageReferences([...files, ...dockerfiles.map((file) => path.join(repository, file))]);
  const toMake = references.filter((reference) => !reference.startsWith('grafana/grafana:'));
  await provideBaseImages(engine, toMake, (line) => tell('images', line));
  const own = path.join(__dirname, 'no-grafana.yaml');
  const compose = [
    'compose',
    '--project-directory',
    repository,
    ...[...files, own].flatMap((file) => ['--file', file]),
  ];
  await docker('images', [...compose, 'build', 'sidecar', 'shop']);
  await docker('plugin', [...compose, 'build', 'plugin']);
  await build({
    entryPoints: [path.join(__dirname, 'grafana/main.ts')],
    outfile: path.join(cacheFolder, 'compose/fake-grafana.js'),
    bundle: true,
    platform: 'node',
    logLevel: 'error',
  });
  return [...files, own];
}

function defined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  );
}

function tell(what: string, line: string): void {
  console.log(`  ${what.padEnd(12)} ${line}`);
}

let interrupted: NodeJS.Signals | null = null;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interrupted ??= signal;
    console.log('\nStopping');
    if (jest === null) {
      // Still preparing: what it builds ends with the engine.
      void (opened?.stop() ?? Promise.resolve()).finally(() => process.exit(128 + os.constants.signals[signal]));
    } else {
      jest.kill(signal);
    }
  });
}

void main()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    console.log('\n0 passed, 1 failed');
    return 1;
  })
  // Whatever happened: an engine of ours would go on with all its containers.
  .finally(() => opened?.stop())
  .then((exitCode) => process.exit(interrupted === null ? exitCode : 128 + os.constants.signals[interrupted]));
