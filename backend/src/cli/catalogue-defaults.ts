import { z } from 'zod';
import { exitCodes, type CliContext } from './context';
import { MonitorError } from './monitor-error';
import {
  connectionFrom,
  leftToCatalogue,
  namedTest,
  UsageError,
  type CatalogueDefaults,
  type RunOptions,
} from './settings';
import { createSidecar } from './sidecar';

const identitySchema = z.looseObject({ target: z.string(), environment: z.string() });
const nothing: CatalogueDefaults = { target: null, environment: null };

/**
 * Target and environment of the load test that `--test` names, from the monitor's catalogue, where they are not given.
 * Without them the run would be announced as something else and not count.
 *
 * @throws UsageError where the target is missing and the catalogue has no such load test
 * @throws MonitorError where the target is missing and the monitor cannot be asked
 */
export async function catalogueDefaults(
  k6Args: readonly string[],
  options: RunOptions,
  context: CliContext
): Promise<CatalogueDefaults> {
  const { environment, fetch, times, stderr } = context;
  const test = namedTest(options, environment);
  const left = leftToCatalogue(k6Args, options, environment);
  if (test === null || (!left.target && !left.environment)) {
    return nothing;
  }
  const { url, key } = connectionFrom(options, environment);
  const sidecar = createSidecar({ url, key, fetch, timeoutMs: times.request });
  const answer = await sidecar.ask(`/api/v1/tests/${encodeURIComponent(test)}/identity`);
  const read = identitySchema.safeParse(answer.kind === 'taken' ? answer.body : null);
  if (read.success) {
    return { target: read.data.target, environment: read.data.environment };
  }
  const problem = answer.kind === 'taken' ? `${url} does not tell the target of ${test}` : answer.reason;
  if (left.target) {
    const way = 'Give the target with --target, or correct this; nothing was started';
    throw answer.kind === 'refused'
      ? new UsageError(`${problem} ${way}`)
      : new MonitorError(`the catalogue cannot be asked for ${test}: ${problem}. ${way}`, exitCodes.notTold);
  }
  stderr.write(`loadtests: the environment of ${test} is not known, so it is announced for production: ${problem}\n`);
  return nothing;
}
