import { object, string } from 'zod/mini';
import { askSidecar, exactly } from './sidecar';

const readQueued = exactly(object({ id: string(), status: string() }), 'queued run');

/** Has the sidecar run a load test as the catalogue describes it now. @returns the run, which waits for its turn. */
export function runNow(name: string) {
  return askSidecar('runLoadTest', readQueued, { request: [{ path: { name } }] });
}
