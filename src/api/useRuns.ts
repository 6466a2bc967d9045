import { useCallback, useEffect, useState } from 'react';
import { fetchRuns } from './runs';
import type { RunRecord } from './runRecord';

type RunsState =
  | { state: 'loading' }
  | { state: 'failed'; message: string }
  | {
      state: 'loaded';
      runs: readonly RunRecord[];
      /** Entries that are no runs at all. */
      leftOut: number;
      nextCursor: string | null;
      loadingOlder: boolean;
      olderFailed: string | null;
    };

export interface Runs {
  runs: RunsState;
  /** Starts again with the newest runs. */
  reload: () => void;
  /** Adds the next page of older runs. */
  loadOlder: () => void;
}

/** The runs of the results page. Leaving the page, or reloading, ends a request under way. */
export function useRuns(): Runs {
  const [runs, setRuns] = useState<RunsState>({ state: 'loading' });
  const [request, setRequest] = useState<{ cursor: string | null }>({ cursor: null });

  useEffect(() => {
    const abort = new AbortController();
    fetchRuns(request.cursor, abort.signal).then(
      (page) => {
        if (!abort.signal.aborted) {
          setRuns((before) => {
            const newer = request.cursor !== null && before.state === 'loaded' ? before : { runs: [], leftOut: 0 };
            return {
              state: 'loaded',
              runs: [...newer.runs, ...page.runs],
              leftOut: newer.leftOut + page.leftOut,
              nextCursor: page.nextCursor,
              loadingOlder: false,
              olderFailed: null,
            };
          });
        }
      },
      (error: Error) => {
        if (!abort.signal.aborted) {
          setRuns((before) =>
            request.cursor !== null && before.state === 'loaded'
              ? { ...before, loadingOlder: false, olderFailed: error.message }
              : { state: 'failed', message: error.message }
          );
        }
      }
    );
    return () => abort.abort();
  }, [request]);

  const reload = useCallback(() => {
    setRuns({ state: 'loading' });
    setRequest({ cursor: null });
  }, []);

  const loadOlder = useCallback(() => {
    if (runs.state === 'loaded' && runs.nextCursor !== null) {
      setRuns({ ...runs, loadingOlder: true, olderFailed: null });
      setRequest({ cursor: runs.nextCursor });
    }
  }, [runs]);

  return { runs, reload, loadOlder };
}
