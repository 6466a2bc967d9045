import { execFile } from 'node:child_process';
import { z } from 'zod';
import { repository } from '../generated-files';

export interface AuditResult {
  readonly outcome: 'clean' | 'found' | 'not checked';
  readonly said: string;
  /** Packages that were looked at; null: none was. */
  readonly packages: number | null;
}

const reportSchema = z.object({
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string() })),
  metadata: z.object({
    dependencies: z.object({ total: z.number() }),
  }),
});

/** What `npm audit --json` has printed comes to: only a registry that has answered says something about the packages. */
export function readAudit(printed: string): AuditResult {
  const report = reportSchema.safeParse(parsed(printed));
  if (!report.success) {
    const said = 'the registry gave no answer about advisories';
    return { outcome: 'not checked', said, packages: null };
  }
  const { vulnerabilities, metadata } = report.data;
  const serious = Object.entries(vulnerabilities).filter(([, { severity }]) => ['high', 'critical'].includes(severity));
  const packages = metadata.dependencies.total;
  return serious.length === 0
    ? { outcome: 'clean', said: 'no advisory of high or critical', packages }
    : { outcome: 'found', said: serious.map(([name, { severity }]) => `${name} (${severity})`).join(', '), packages };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

export function audit(): Promise<AuditResult> {
  // Where there are advisories npm fails, and has printed them all the same.
  return new Promise((resolve) =>
    execFile(
      'npm',
      ['audit', '--audit-level=high', '--json'],
      { cwd: repository, timeout: 120_000, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout) => resolve(readAudit(stdout))
    )
  );
}
