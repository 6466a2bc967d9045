import { queryOptions } from '@tanstack/react-query';
import { boolean, nullable, object, type output, string } from 'zod/mini';
import { keys } from './live';
import { askSidecar, SidecarError } from './sidecar';
import { readTolerantly, type Tolerant } from './tolerant';

const optionalText = nullable(string());
const switchSchema = object({
  off: boolean(),
  reason: optionalText,
  changedAt: optionalText,
  changedBy: optionalText,
});
type SwitchFields = output<typeof switchSchema>;

/** Whether a person has switched redeploys off, and who changed it last and why; null: nobody ever has. */
export type RedeploySwitchRecord = Tolerant<SwitchFields>;

/** No event of the sidecar tells of it. */
const askEveryMs = 15_000;

export function readRedeploySwitch(answer: unknown): RedeploySwitchRecord {
  const read = readTolerantly<SwitchFields>(switchSchema, { reason: null, changedAt: null, changedBy: null }, answer);
  if (read === null) {
    throw new Error('it is no switch of redeploys');
  }
  return read;
}

/** The switch as it is now. A sidecar before 0.2 has none. */
export const redeploySwitchQuery = () =>
  queryOptions({
    queryKey: keys.redeploySwitch,
    queryFn: ({ signal }) => askSidecar('getRemediationSwitch', readRedeploySwitch, { request: [], signal }),
    refetchInterval: ({ state: { error } }) => (hasNoSwitch(error) ? false : askEveryMs),
  });

/** What answers is a sidecar of before there was a switch, or none at all. */
export function hasNoSwitch(error: Error | null): boolean {
  return error instanceof SidecarError && error.status === 404;
}
