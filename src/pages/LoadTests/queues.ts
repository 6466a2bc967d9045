import { queryOptions } from '@tanstack/react-query';
import { array, nullable, object, type output, string, unknown } from 'zod/mini';
import { keys } from '../../api/live';
import type { Schemas } from '../../api/request';
import { askSidecar } from '../../api/sidecar';
import { readTolerantly, type Tolerant } from '../../api/tolerant';

const text = string();
const runSchema = object({
  id: text,
  test: text,
  target: text,
  trigger: text,
  reporter: text,
  status: text,
  announcedAt: text,
  startedAt: nullable(text),
});
type Fields = output<typeof runSchema>;
/** A run that has not ended, or has just done so. */
export type RunUnderWay = Tolerant<Fields>;

const otherwise: Required<Omit<Fields, 'id'>> = {
  test: '',
  target: '',
  trigger: '',
  reporter: '',
  status: '',
  announcedAt: '',
  startedAt: null,
};

/** What runs and what waits for its turn; more than one page of it is not read. */
export interface RunsUnderWay {
  readonly runs: readonly RunUnderWay[];
  readonly leftOut: number;
  /** There are more, which were announced before these. */
  readonly areMore: boolean;
}

const listSchema = object({ runs: array(unknown()), nextCursor: nullable(text) });
/** The most that the sidecar lists at once. */
const pageSize = 200;

function readRunsUnderWay(answer: unknown): RunsUnderWay {
  const list = listSchema.safeParse(answer);
  if (!list.success) {
    throw new Error('it is no list of runs');
  }
  const runs = list.data.runs
    .map((run) => readTolerantly<Fields>(runSchema, otherwise, run))
    .filter((run) => run !== null);
  return { runs, leftOut: list.data.runs.length - runs.length, areMore: list.data.nextCursor !== null };
}

/** Every run that holds its target, or waits for it. */
export const runsUnderWayQuery = () =>
  queryOptions({
    queryKey: [...keys.runs, 'underWay'],
    queryFn: ({ signal }) =>
      askSidecar('listRuns', readRunsUnderWay, {
        request: [{ query: { status: ['queued', 'running', 'awaitingParts'], limit: pageSize } }],
        signal,
      }),
  });

/** The runs on one target in their order: what goes on, then what waits. */
export interface TargetQueue {
  /** Load tests on one host disturb each other whatever their paths are, so it is the address without one. */
  readonly target: string;
  readonly runs: readonly RunUnderWay[];
}

const waiting: Schemas['Run']['status'] = 'queued';
const verification: Schemas['Run']['trigger'] = 'verification';

/** By target, in the order in which the sidecar lets runs begin: verifications go first, then the older ones. */
export function queuesOf(runs: readonly RunUnderWay[]): readonly TargetQueue[] {
  const turn = ({ status, trigger }: RunUnderWay) => (status !== waiting ? 0 : trigger === verification ? 1 : 2);
  const inOrder = [...runs].sort(
    (one, other) => turn(one) - turn(other) || compare(one.announcedAt, other.announcedAt) || compare(one.id, other.id)
  );
  const queues = new Map<string, RunUnderWay[]>();
  for (const run of inOrder) {
    const target = originOf(run.target);
    queues.set(target, [...(queues.get(target) ?? []), run]);
  }
  return [...queues]
    .map(([target, ofTarget]) => ({ target, runs: ofTarget }))
    .sort((one, other) => compare(one.target, other.target));
}

export function isWaiting({ status }: Pick<RunUnderWay, 'status'>): boolean {
  return status === waiting;
}

function originOf(target: string): string {
  try {
    return new URL(target).origin;
  } catch {
    return target;
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
