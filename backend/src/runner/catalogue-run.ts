import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { systemErrorCode } from '../lib/error-code';
import { mask } from '../lib/mask';
import type { LoadTest } from '../model/load-test';

/** What the operating system, Go's network stack and a login shell need; nothing of the sidecar's own configuration. */
const passedOn = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'TZ',
  'LANG',
  'SYSTEMROOT',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
];

/** The environment of a k6 that the sidecar starts: an allow list, so that no key of the sidecar's reaches a script. */
export function runnerEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = { K6_NO_USAGE_REPORT: 'true' };
  for (const name of passedOn) {
    const value = environment[name];
    if (value !== undefined) {
      kept[name] = value;
    }
  }
  return kept;
}

/** k6's arguments for a run of this load test without secrets, and for asking k6 what its script plans. */
export function catalogueArguments(test: LoadTest): string[] {
  return [
    ...variableArguments(test),
    // Init code may look whether a secret is there; what k6 says of a script is logged and shown, so it gets none.
    ...Object.keys(test.secrets).flatMap((name) => ['-e', `${name}=${mask}`]),
    // The script sees these variables only, not the credentials of the metric store beside them.
    '--include-system-env-vars=false',
    '--quiet',
  ];
}

/**
 * The same for a run with secrets. Anybody on the machine can read the arguments of a process, so the secrets are in its
 * environment, which the script then sees as a whole: what else is in it is emptied for the script, and the credentials
 * of the metric store must not be in it.
 *
 * @param environment what k6's process gets besides the secrets.
 */
export function argumentsWithSecrets(test: LoadTest, environment: Readonly<Record<string, string>>): string[] {
  const known = new Set(Object.keys(variablesOf(test)));
  const others = Object.keys(environment).filter(
    // k6 reads its own settings only after this.
    (name) => !name.startsWith('K6_') && !Object.hasOwn(test.secrets, name) && !known.has(name)
  );
  return [
    ...variableArguments(test),
    ...others.flatMap((name) => ['-e', `${name}=`]),
    '--include-system-env-vars=true',
    '--quiet',
  ];
}

function variablesOf(test: LoadTest): Record<string, string> {
  return { ...test.env, TARGET: test.target, LOADTESTS_REPORTER: 'runner' };
}

function variableArguments(test: LoadTest): string[] {
  return Object.entries(variablesOf(test)).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
}

/**
 * Why this load test must not be run now, for people; null when its script is the one that was hashed with the catalogue.
 * An edited one would count under the old hash: as the same test, with the old one's incidents and baseline.
 */
export async function scriptProblem({ script, scriptHash }: LoadTest): Promise<string | null> {
  const name = basename(script);
  try {
    const hash = createHash('sha256')
      .update(await readFile(script))
      .digest('hex');
    return hash === scriptHash
      ? null
      : `the script ${name} has changed a moment ago, after the catalogue was read; start the run again`;
  } catch (error) {
    return `the script ${name} cannot be read any more (${systemErrorCode(error) ?? String(error)})`;
  }
}
