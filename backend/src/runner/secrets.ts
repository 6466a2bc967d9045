import { readFile } from 'node:fs/promises';
import { systemErrorCode } from '../lib/error-code';
import type { LoadTest, SecretReference } from '../model/load-test';

/** The secrets of a run, or why they cannot be had: for people, with the reference and never a value. */
export type RunSecrets =
  | { readonly kind: 'read'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'missing'; readonly problem: string };

/** More than this no process can be given. */
const largestBytes = 100_000;

/** Reads the secrets of a load test from where the catalogue says they are. @param environment the sidecar's own. */
export async function readSecrets(
  { secrets }: Pick<LoadTest, 'secrets'>,
  environment: Readonly<Record<string, string | undefined>>
): Promise<RunSecrets> {
  const values: Record<string, string> = {};
  for (const [name, reference] of Object.entries(secrets)) {
    const found = await valueOf(reference, environment);
    if ('problem' in found) {
      return { kind: 'missing', problem: `the secret ${name} is missing: ${found.problem}` };
    }
    values[name] = found.value;
  }
  return { kind: 'read', values };
}

type Found = { readonly value: string } | { readonly problem: string };

async function valueOf(
  reference: SecretReference,
  environment: Readonly<Record<string, string | undefined>>
): Promise<Found> {
  if ('env' in reference) {
    const where = `the environment variable ${reference.env}`;
    return checked(environment[reference.env] ?? '', where, 'is not set');
  }
  const where = `the file ${reference.file}`;
  try {
    // The line break at the end is an editor's.
    return checked((await readFile(reference.file, 'utf8')).replace(/[\r\n]+$/, ''), where, 'is empty');
  } catch (error) {
    return { problem: `${where} cannot be read (${systemErrorCode(error) ?? 'unknown error'})` };
  }
}

/** What the environment of a process cannot hold would come back in an error that quotes it. */
function checked(value: string, where: string, whenEmpty: string): Found {
  if (value === '') {
    return { problem: `${where} ${whenEmpty}` };
  }
  if (value.includes('\0') || Buffer.byteLength(value) > largestBytes) {
    return { problem: `${where} holds no text of at most ${largestBytes} bytes` };
  }
  return { value };
}

/** What must not be shown: the values and, because k6's log is read by lines, the lines of longer ones. */
export function maskable(values: Readonly<Record<string, string>>): string[] {
  return Object.values(values).flatMap((value) => {
    const lines = value.split(/\r?\n/);
    return lines.length === 1 ? [value] : [value, ...lines.filter((line) => line.trim().length >= 8)];
  });
}
