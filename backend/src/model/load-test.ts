import type { Limits } from './verdict';
import type { DeploymentRule } from './deployment';
import type { Trigger } from './run';

/** Triggers that may lead to a redeploy; `external` never can. */
export const remediationTriggers = ['schedule', 'deployment', 'manual'] as const satisfies readonly Trigger[];

/** Where the value of a secret is when a run starts: a variable of the sidecar's environment, or a file. */
export type SecretReference = { readonly env: string } | { readonly file: string };

/** Triggers that an entry may permit or not; `external` runs and a redeploy's verification always may. */
export const permittedTriggers = ['schedule', 'deployment', 'manual'] as const satisfies readonly Trigger[];
export type PermittedTrigger = (typeof permittedTriggers)[number];

/** Instants by a clock on a wall: what they are over changes of daylight saving time says `ticksOf`. */
export interface CronInstants {
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
}

/** What to do at a tick while the scheduled run before is still queued or running. */
export const overlapPolicies = ['queue', 'skip'] as const;
/** What to do about ticks that came while no sidecar was at work. */
export const missedPolicies = ['record', 'runOnce'] as const;

/** When a load test runs by itself. Each of its instants is a tick. */
export interface Schedule extends CronInstants {
  readonly overlap: (typeof overlapPolicies)[number];
  readonly missed: (typeof missedPolicies)[number];
}

/** While it lasts no tick starts a run, and none is expected. It begins at each of the instants. */
export interface MaintenanceWindow extends CronInstants {
  readonly durationMinutes: number;
  readonly reason: string;
}

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
  /** Null: it never runs by itself. */
  readonly schedule: Schedule | null;
  /** Who may start it, beside external reporters. Holds `schedule` exactly where there is one. */
  readonly triggers: readonly PermittedTrigger[];
  /** Which deployments start it, where `triggers` hold `deployment`. */
  readonly deployments: DeploymentRule;
  /** Its own and those of the whole catalogue. */
  readonly maintenanceWindows: readonly MaintenanceWindow[];
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
