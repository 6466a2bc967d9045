/** The part of Jest's `--json` report that the count needs: https://jestjs.io/docs/configuration#testresultsprocessor-string */
export interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Test files that failed before any of their tests ran, such as a broken import. */
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: ReadonlyArray<{
    /** Path of the file. */
    readonly name?: string;
    readonly assertionResults: ReadonlyArray<{
      readonly fullName: string;
      readonly title?: string;
      readonly status: string;
    }>;
  }>;
}

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Names of the tests that did not run. */
  readonly skipped: readonly string[];
}

/**
 * What a run of the suite comes to. `report` is null when Jest ended without one. `strict` (CI): a part that could not
 * be had and a test that did not run are failures, because nobody would notice them otherwise.
 */
export function countOutcome(report: JestReport | null, missingParts: number, strict: boolean): Outcome {
  if (report === null) {
    return { passed: 0, failed: 1, skipped: [] };
  }
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName }) => fullName)
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites + (strict ? skipped.length + missingParts : 0),
    skipped,
  };
}
