import { flagValues } from './k6-arguments';

const instead = {
  externallyControlled:
    'k6 2 no longer has the executor "externally-controlled": use another executor, or a k6 1 (K6_BIN)',
  noSummary:
    'k6 2 no longer has --no-summary: use --summary-mode=disabled, though a run without a summary never passes',
  legacySummary: 'k6 2 no longer has the summary mode "legacy": use compact or full',
} as const;

/**
 * What k6 2 no longer knows of these arguments and variables, in words that say what to use instead; null where there
 * is nothing. (https://github.com/grafana/k6/releases/tag/v2.0.0; all seen with 2.2.0.)
 *
 * @param k6Version such as `2.2.0`; null when k6 did not say.
 */
export function removedArguments(
  k6Version: string | null,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>
): string | null {
  if (k6Version === null || Number.parseInt(k6Version, 10) < 2) {
    return null;
  }
  const mode = flagValues(args, 'summary-mode').at(-1) ?? environment.K6_SUMMARY_MODE;
  const found = [
    ...(args.some((arg) => arg === '--no-summary' || arg.startsWith('--no-summary=')) ? [instead.noSummary] : []),
    ...(mode === 'legacy' ? [instead.legacySummary] : []),
  ];
  return found.length === 0 ? null : found.join('\n');
}

/** The same for what k6 said when it refused a script; null where that is about something else. */
export function removedFromScript(k6Error: string): string | null {
  return /unknown executor type .?externally-controlled/.test(k6Error) ? instead.externallyControlled : null;
}

/** A warning about a k6 whose major version nobody has tried with this sidecar; null for 1 and 2. */
export function untriedMajor(k6Version: string | null): string | null {
  const major = k6Version === null ? null : Number.parseInt(k6Version, 10);
  return major === null || major === 1 || major === 2
    ? null
    : `k6 ${String(k6Version)} is neither of the majors that this sidecar was tested with (1 and 2); it is tried all the same`;
}
