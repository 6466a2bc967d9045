import type { Limits } from './verdict';
import type { Trigger } from './run';

/** Triggers that may lead to a redeploy; `external` never can. */
export const remediationTriggers = ['schedule', 'deployment', 'manual'] as const satisfies readonly Trigger[];

/** Where the value of a secret is when a run starts: a variable of the sidecar's environment, or a file. */
export type SecretReference = { readonly env: string } | { readonly file: string };

/** An entry of `k6/loadtests.yaml`, resolved: defaults filled in, paths absolute. */
export interface LoadTest {
  readonly name: string;
  readonly description: string | null;
  /** Absolute path of the k6 script. */
  readonly script: string;
  /** SHA-256 of the script file's bytes, lower-case hex. */
  readonly scriptHash: string;
  /** Base URL of the system under test; runs queue per target. Handed to k6 as `TARGET`. */
  readonly target: string;
  readonly environment: string;
  /** Environment variables for k6 (`-e`), without secrets. */
  readonly env: Readonly<Record<string, string>>;
  /** Names that a run may be given with `-e` without measuring something else. */
  readonly ignoredEnv: readonly string[];
  /**
   * Variables of the script that are secret, by reference: read when a run starts, and handed to k6 in the environment of
   * its process. Never an argument, part of a hash, a record or a log.
   */
  readonly secrets: Readonly<Record<string, SecretReference>>;
  /** What people sort and find it by, such as `team: payments`; judges nothing. */
  readonly labels: Readonly<Record<string, string>>;
  readonly limits: Limits;
  /** From its start, k6 may run this long; then the runner ends it, and whoever else runs it, the run counts as lost. */
  readonly deadlineSeconds: number;
  /** A k6 process of its own before the judged one, with the same script, so that a cold target does not count; null: none. */
  readonly warmUp: { readonly durationSeconds: number; readonly virtualUsers: number } | null;
  readonly remediation: {
    readonly vercel: {
      readonly projectId: string;
      readonly teamId: string | null;
      readonly triggers: ReadonlyArray<(typeof remediationTriggers)[number]>;
    } | null;
  };
}

/** `k6/loadtests.yaml`, read. */
export interface Catalogue {
  readonly file: string;
  /** By name, in the order of the file; empty in a fresh installation. */
  readonly tests: ReadonlyMap<string, LoadTest>;
}
