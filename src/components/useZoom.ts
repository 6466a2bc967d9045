import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Span } from './chartFields';

/** The zoom of the charts in the address. */
export const zoomParameters = { from: 'from', to: 'to' } as const;

interface Zoom {
  /** What of the run is shown; null: all of it. */
  readonly span: Span | null;
  readonly zoomTo: (span: Span) => void;
  readonly leave: () => void;
}

/** The zoom of the charts stands in the address, so that a link shows the same and "back" goes back. */
export function useZoom(): Zoom {
  const [parameters, setParameters] = useSearchParams();
  const change = useCallback(
    (span: Span | null) =>
      setParameters((before) => {
        const after = new URLSearchParams(before);
        for (const end of ['from', 'to'] as const) {
          after.delete(zoomParameters[end]);
          if (span !== null) {
            after.set(zoomParameters[end], new Date(span[end]).toISOString());
          }
        }
        return after;
      }),
    [setParameters]
  );
  const leave = useCallback(() => change(null), [change]);
  const from = Date.parse(parameters.get(zoomParameters.from) ?? '');
  const to = Date.parse(parameters.get(zoomParameters.to) ?? '');
  const span = useMemo(() => (from < to ? { from, to } : null), [from, to]);
  return { span, zoomTo: change, leave };
}
