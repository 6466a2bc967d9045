import { generatedRun } from '../../backend/src/metrics/testing/generated-run';
import type { RunSelection } from '../../backend/src/model/figures';

/** The run that is judged: ten minutes on eight endpoints. */
export interface BenchRun {
  readonly runId: string;
  readonly requests: number;
  readonly startedAt: Date;
}

export const durationSeconds = 600;
const endpoints = 8;
export const failEvery = 1000;
export const virtualUsers = 50;

/** Requests that go into one body. */
export const requestsPerBody = 5000;

/** @param ageSeconds how long ago it ended; raw samples of a week ago would be deleted. */
export function benchRun(runId: string, requests: number, ageSeconds = 60): BenchRun {
  return { runId, requests, startedAt: new Date(Date.now() - (durationSeconds + ageSeconds) * 1000) };
}

/** Where its samples lie. */
export function selectionOf({ runId, startedAt }: BenchRun): RunSelection {
  return { runId, from: startedAt, to: new Date(startedAt.getTime() + (durationSeconds + 10) * 1000) };
}

/** Line protocol with what the figures are made of. */
export function linesOf(run: BenchRun): Generator<string> {
  return generatedRun({
    ...run,
    durationSeconds,
    endpoints,
    failEvery,
    virtualUsersPerInstance: virtualUsers,
    requestsPerBody,
  });
}

/** Writes samples as k6 does: to InfluxDB's path of version 1. */
export async function writeTo(url: string, key: string, body: string | Buffer): Promise<void> {
  const answer = await fetch(`${url}/write?db=k6&precision=ns`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`k6:${key}`).toString('base64')}` },
    body,
  });
  if (answer.status !== 204) {
    throw new Error(`the samples were refused (${answer.status}): ${await answer.text()}`);
  }
  await answer.arrayBuffer();
}
