import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { systemErrorCode } from '../lib/error-code';
import type { CliContext } from './context';
import { writeJson } from './output';
import { UsageError } from './settings';

/**
 * SHA-256 of the script file's bytes, in lower-case hex, by which the monitor sees that it is the catalogue's.
 * @throws UsageError where the file cannot be read
 */
export async function scriptHashOf(script: string, cwd: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(resolve(cwd, script)))
      .digest('hex');
  } catch (error) {
    throw new UsageError(`the script ${script} cannot be read (${systemErrorCode(error) ?? 'unknown error'})`);
  }
}

/** `loadtests hash`: prints the hash of a script, for LOADTESTS_SCRIPT_HASH of `k6/lib/monitor.js`. */
export async function printScriptHash(script: string, json: boolean, context: CliContext): Promise<number> {
  const scriptHash = await scriptHashOf(script, context.cwd);
  if (json) {
    writeJson(context, { script, scriptHash });
  } else {
    context.stdout.write(`${scriptHash}\n`);
  }
  return 0;
}
