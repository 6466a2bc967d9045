import { lastLine, runCommand } from '../../parts/command';
import { findOnPath } from '../../parts/find';
import type { Progress } from '../../parts/part';
import { chooseEngine, type Machine } from './choice';
import { startOwnEngine } from './own';

/** A Docker engine with Compose v2. */
export interface Engine {
  /** The whole environment for `docker` and `docker compose`. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether it was started here, for the tests alone. Only there may images be made under the names of others. */
  readonly isOurs: boolean;
  /** Ends an engine of ours with everything that runs in it; one that was there before goes on. */
  stop(): Promise<void>;
}

/** The engine that a person's `docker` reaches; else, for root on Debian or Ubuntu, one of our own. */
export async function openEngine(progress: Progress): Promise<Engine | { readonly missing: string }> {
  const choice = chooseEngine(await lookAtMachine());
  if ('missing' in choice) {
    return choice;
  }
  if (choice.use === 'own') {
    return startOwnEngine(progress);
  }
  progress('the Docker that is there');
  return { env: process.env, isOurs: false, stop: () => Promise.resolve() };
}

async function lookAtMachine(): Promise<Machine> {
  const rest = {
    dockerHost: process.env.DOCKER_HOST,
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
  };
  if ((await findOnPath('docker')) === null) {
    return { ...rest, docker: null, composeVersion: null };
  }
  // An engine that does not answer leaves the version empty; not every release of the command fails then.
  const info = await runCommand('docker', ['info', '--format', 'engine {{.ServerVersion}}']);
  const compose = await runCommand('docker', ['compose', 'version', '--short']);
  return {
    ...rest,
    docker: { answers: info.exitCode === 0 && /^engine \d/m.test(info.output), said: lastLine(info.output) },
    composeVersion: compose.exitCode === 0 ? lastLine(compose.output) : null,
  };
}
