import { lastLine, runCommand, type CommandOptions } from '../../parts/command';

/**
 * Runs `docker` on this engine and answers with what it prints. Rejects with its last line when it fails.
 */
export async function docker(
  env: NodeJS.ProcessEnv,
  args: readonly string[],
  options: Pick<CommandOptions, 'timeoutSeconds' | 'logFile'> = {}
): Promise<string> {
  const { exitCode, output } = await runCommand('docker', args, { ...options, onlyEnv: definedVariables(env) });
  if (exitCode !== 0) {
    throw new Error(`"docker ${args.slice(0, 2).join(' ')}" failed: ${lastLine(output)}`);
  }
  return output;
}

/** Removes every container, network and volume of an engine of ours; images and build cache stay. */
export async function emptyEngine(env: NodeJS.ProcessEnv): Promise<void> {
  const containers = await lines(env, ['ps', '--all', '--quiet']);
  await removeAll(env, ['rm', '--force', '--volumes'], containers);
  await removeAll(env, ['network', 'rm'], await lines(env, ['network', 'ls', '--quiet', '--filter', 'type=custom']));
  await removeAll(env, ['volume', 'rm', '--force'], await lines(env, ['volume', 'ls', '--quiet']));
  await docker(env, ['image', 'prune', '--force']);
}

async function removeAll(env: NodeJS.ProcessEnv, remove: readonly string[], ids: readonly string[]): Promise<void> {
  if (ids.length > 0) {
    await docker(env, [...remove, ...ids]);
  }
}

async function lines(env: NodeJS.ProcessEnv, args: readonly string[]): Promise<readonly string[]> {
  return (await docker(env, args)).split('\n').filter((line) => line !== '');
}

/** An environment without the variables that are not set. */
export function definedVariables(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  );
}
