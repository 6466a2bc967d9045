import path from 'node:path';
import { runCommand } from '../parts/command';

const repository = path.resolve(__dirname, '../..');

/** Variables that `npm run test:compose` gives its tests, besides those of Docker itself. */
export const composeVariables = {
  /** Compose files, in the order in which they are laid over one another, with commas between. */
  files: 'TEST_COMPOSE_FILES',
} as const;

/** Settings of the stack as `.env` would hold them. */
export type Settings = Readonly<Record<string, string>>;

/** `docker compose` for the stack of this repository, under a project name of the tests. */
export interface Stack {
  /** What it printed. Rejects with that where it fails. */
  compose(...args: readonly string[]): Promise<string>;
  /** Starts what is not running, and waits until all of it is healthy. */
  up(...services: readonly string[]): Promise<void>;
  /** Ends all of it. */
  down({ volumes }: { readonly volumes: boolean }): Promise<void>;
  /** What a service has printed so far. */
  logs(service: string): Promise<string>;
}

export function stackWith(settings: Settings): Stack {
  const files = process.env[composeVariables.files]?.split(',') ?? [];
  const project = ['--project-directory', repository, '--project-name', 'loadtests-test', '--env-file', '/dev/null'];
  const base = ['compose', ...project, '--progress', 'plain', ...files.flatMap((file) => ['--file', file])];
  const compose = async (...args: readonly string[]) => {
    const { exitCode, output } = await runCommand('docker', [...base, ...args], {
      cwd: repository,
      env: settings,
      timeoutSeconds: 600,
    });
    if (exitCode !== 0) {
      throw new Error(`docker compose ${args.join(' ')} ended with ${exitCode}:\n${output}`);
    }
    return output;
  };
  return {
    compose,
    up: async (...services) => void (await compose('up', '--detach', '--wait', '--wait-timeout', '180', ...services)),
    down: async ({ volumes }) =>
      void (await compose('--profile', '*', 'down', '--remove-orphans', ...(volumes ? ['--volumes'] : []))),
    logs: (service) => compose('logs', '--no-color', '--no-log-prefix', service),
  };
}
