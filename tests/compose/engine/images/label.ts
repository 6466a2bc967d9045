import { runCommand } from '../../../parts/command';
import { definedVariables } from '../docker';

/** Says of an image that it is a stand-in, with a hash of how it was made. */
export const standInLabel = 'loadtests.stand-in';

/** The hash of a stand-in; empty for an image that is none, null where there is no such image. */
export async function labelOf(env: NodeJS.ProcessEnv, reference: string): Promise<string | null> {
  const format = `{{with .Config.Labels}}{{index . "${standInLabel}"}}{{end}}`;
  const { exitCode, output } = await runCommand('docker', ['image', 'inspect', '--format', format, reference], {
    onlyEnv: definedVariables(env),
  });
  return exitCode === 0 ? output.trim() : null;
}
