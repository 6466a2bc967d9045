import { nullable, object, string } from 'zod/mini';
import { askSidecar, exactly } from './sidecar';

const readPinned = exactly(
  object({ test: string(), pinned: nullable(object({ runId: string() })) }),
  'pinned baseline'
);

/** Has the sidecar hold the runs of a load test against this one; null: against the last passed one again. */
export function pinBaseline({ test, runId }: { readonly test: string; readonly runId: string | null }) {
  return askSidecar('pinBaseline', readPinned, { request: [{ path: { name: test }, body: { runId } }] });
}
