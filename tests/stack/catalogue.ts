import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { remediationTriggers } from '../../backend/src/model/load-test';

/** Where the scripts for tests are; their bytes, and so their hashes, are those of the copies in a test's catalogue. */
export const scriptFolder = join(__dirname, '../fixtures/k6/scripts');

/** An entry of `loadtests.yaml` as a test writes it. */
export interface CatalogueEntry {
  readonly name: string;
  /** File name of a script in `scriptFolder`, or an absolute path. */
  readonly script: string;
  readonly target: string;
  readonly environment?: string;
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, { readonly env: string } | { readonly file: string }>>;
  readonly deadlineSeconds?: number;
  readonly schedule?: { readonly cron: string; readonly timeZone?: string; readonly missed?: 'record' | 'runOnce' };
  readonly maintenanceWindows?: ReadonlyArray<{
    readonly cron: string;
    readonly timeZone?: string;
    readonly durationMinutes: number;
    readonly reason: string;
  }>;
  readonly triggers?: ReadonlyArray<(typeof remediationTriggers)[number]>;
  readonly deployments?: {
    readonly projectId?: string;
    readonly tags?: readonly string[];
    readonly branches?: readonly string[];
  };
  /** Added to a p95 limit so wide that a busy machine keeps it. */
  readonly thresholds?: {
    readonly errorRate?: number;
    readonly p95ResponseTimeMs?: number;
    readonly avgResponseTimeMs?: number;
    readonly minimumRequests?: number;
    readonly checksMustPass?: boolean;
    readonly endpoints?: ReadonlyArray<{
      readonly name: string;
      readonly method?: string;
      readonly p95ResponseTimeMs?: number;
      readonly errorRate?: number;
    }>;
  };
  readonly remediation?: {
    readonly vercel: {
      readonly projectId: string;
      readonly teamId?: string;
      readonly triggers?: ReadonlyArray<(typeof remediationTriggers)[number]>;
    };
  };
}

export interface CatalogueFolder {
  /** For `LOADTESTS_FILE`. */
  readonly file: string;
  remove(): Promise<void>;
}

const wideP95LimitMs = 5000;

/** A temporary folder with copies of the scripts in their places beside `k6/lib`, and a `loadtests.yaml` for them. */
export async function writeCatalogue(entries: readonly CatalogueEntry[]): Promise<CatalogueFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'catalogue-'));
  const scripts = 'tests/fixtures/k6/scripts';
  await mkdir(join(folder, scripts), { recursive: true });
  await mkdir(join(folder, 'k6/lib'), { recursive: true });
  for (const library of ['monitor.js', 'load-profile.js']) {
    await copyFile(join(__dirname, '../../k6/lib', library), join(folder, 'k6/lib', library));
  }
  const loadTests = await Promise.all(
    entries.map(async ({ script, thresholds, ...entry }) => {
      const place = join(scripts, basename(script));
      await copyFile(resolve(scriptFolder, script), join(folder, place));
      return { ...entry, script: place, thresholds: { p95ResponseTimeMs: wideP95LimitMs, ...thresholds } };
    })
  );
  const file = join(folder, 'loadtests.yaml');
  // JSON is YAML.
  await writeFile(file, JSON.stringify({ version: 1, loadTests }, null, 2));
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
