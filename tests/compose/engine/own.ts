import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { provideCommand, withSystemFolders } from '../../parts/apt';
import { provideCompose } from '../../parts/compose';
import { secondsSince } from '../../parts/command';
import { cacheFolder, type Progress } from '../../parts/part';
import { startDaemon } from './daemon';
import { emptyEngine } from './docker';
import type { Engine } from './open';
import { isOwned, noteTraces, readTraces, removeTraces, type Traces } from './traces';

/** What has to be on the machine, and the package of Debian that has it. */
const commands = [
  ['dockerd', 'docker.io'],
  // Newer releases of Debian keep it in a package of its own.
  ['docker', 'docker-cli'],
  ['iptables-save', 'iptables'],
  ['ip', 'iproute2'],
] as const;

/**
 * A Docker engine with its own data, socket, bridge and client configuration, which leaves the machine as it was when
 * it stops. Images and build cache stay in `.cache/compose` for the next one.
 */
export async function startOwnEngine(progress: Progress): Promise<Engine | { readonly missing: string }> {
  for (const [name, packageName] of commands) {
    const provided = await provideCommand(name, packageName, progress);
    if ('missing' in provided) {
      return provided;
    }
  }
  const compose = await provideCompose((line) => progress(`Compose: ${line}`));
  if ('missing' in compose) {
    return compose;
  }
  const home = path.join(await realpath(await made(cacheFolder)), 'compose');
  const tracesFile = path.join(home, 'engine.json');
  const env = { PATH: withSystemFolders(process.env.PATH) };
  const earlier = await readTraces(tracesFile);
  if (earlier !== null) {
    if (await isOwned(earlier)) {
      return { missing: `process ${earlier.owner.pid} runs an engine on ${home}; wait until it has ended` };
    }
    progress('clearing away what an earlier engine has left');
    await removeTraces(tracesFile, earlier, env);
  }
  const dataRoot = await made(path.join(home, 'data'));
  // The path of a socket may have 107 characters, so it cannot lie in the checkout.
  const folder = await mkdtemp(path.join(os.tmpdir(), 'loadtests-docker-'));
  const clientConfig = await clientConfigIn(home, compose.path);
  try {
    const traces = await noteTraces(tracesFile, { folder, dataRoot, bridge: bridgeOf(dataRoot) }, env);
    return await start({ traces, tracesFile, clientConfig, path: env.PATH }, progress);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    const reason = error instanceof Error ? error.message : String(error);
    return { missing: `${reason}. Start Docker with Compose v2 yourself, or use a machine where dockerd may run` };
  }
}

interface Prepared {
  readonly traces: Traces;
  readonly tracesFile: string;
  readonly clientConfig: string;
  readonly path: string;
}

/** Rejects with the reason when it does not start; then nothing of it is left. */
async function start(prepared: Prepared, progress: Progress): Promise<Engine> {
  const { traces, tracesFile } = prepared;
  const env = clientEnvironment(prepared);
  const startedAt = Date.now();
  let stopDaemon = () => Promise.resolve();
  const stop = async () => {
    // What of the containers is left ends with the engine, and its traces are removed whatever went wrong.
    await emptyEngine(env).catch(() => undefined);
    await stopDaemon().finally(() => removeTraces(tracesFile, traces, env));
  };
  try {
    stopDaemon = await startDaemon(traces, env);
    await emptyEngine(env);
  } catch (error) {
    // If not all of it can be removed, the next start tries again; the reason for this end is the first one.
    await stop().catch(() => undefined);
    throw error;
  }
  progress(`an engine of its own, started in ${secondsSince(startedAt)} s`);
  let stopping: Promise<void> | null = null;
  return { env, isOurs: true, stop: () => (stopping ??= stop()) };
}

/** This process's environment, without what would lead the clients to another engine. */
function clientEnvironment({ traces, clientConfig, path: searchPath }: Prepared): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^DOCKER_|^BUILDX_|^COMPOSE_/.test(name));
  return {
    ...Object.fromEntries(others),
    PATH: searchPath,
    DOCKER_HOST: `unix://${path.join(traces.folder, 'docker.sock')}`,
    DOCKER_CONFIG: clientConfig,
  };
}

/** A configuration folder of the clients with Compose as its only plugin; the person's own stays out of it. */
async function clientConfigIn(home: string, compose: string): Promise<string> {
  const folder = path.join(home, 'client');
  const plugin = path.join(await made(path.join(folder, 'cli-plugins')), 'docker-compose');
  await rm(plugin, { force: true });
  await symlink(compose, plugin);
  await writeFile(path.join(folder, 'config.json'), '{}\n');
  return folder;
}

/** Names of network devices have 15 characters at most. Another checkout's engine has another one. */
function bridgeOf(dataRoot: string): string {
  return `lt-${createHash('sha256').update(dataRoot).digest('hex').slice(0, 8)}`;
}

async function made(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return folder;
}
