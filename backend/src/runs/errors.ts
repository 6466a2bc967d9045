/** A run, or a part of it, that contradicts what is stored. Nothing was changed; the message says what is stored. */
export class RunConflictError extends Error {
  override readonly name = 'RunConflictError';
}

/** Parts of a run that nobody has announced. */
export class RunNotAnnouncedError extends Error {
  override readonly name = 'RunNotAnnouncedError';
}

/** Something about the diagnosis of a run that has none. Nothing was stored. */
export class RunNotDiagnosedError extends Error {
  override readonly name = 'RunNotDiagnosedError';
}

/** A summary that is none of k6's shapes. Nothing was stored. */
export class SummaryNotReadableError extends Error {
  override readonly name = 'SummaryNotReadableError';

  /** @param problems what is wrong with it; `path` is within the summary, empty for the whole of it. */
  constructor(readonly problems: ReadonlyArray<{ readonly path: string; readonly message: string }>) {
    super(
      "This is not one of k6's summaries. Send handleSummary's data, the file of --summary-export, or the " +
        'machine-readable summary, unchanged.'
    );
  }
}
