import { inTransaction, type Database } from '../db';
import { storable } from '../lib/storable';
import { summaryContradiction } from './measurement';
import type { RunPart } from '../model/protocol';
import { RunConflictError, RunNotAnnouncedError, SummaryNotReadableError } from './errors';
import type { PartRow, RunRow } from './rows';
import { changeRun, insertPart, lockRun, partsOf, secondsFromNow } from './repository';
import { contentHash } from '../lib/content-hash';
import { parseSummary, redactSummary } from '../k6';
import { partsByInstance } from './by-instance';
import { type K6Summary } from '../model/k6-summary';

/** Points of a k6 that was killed may still be on their way into the store. */
const settleSeconds = 1;

/** Late parts mostly come together: one judgement for all of them says less, and says it once. */
const lateSettleSeconds = 5;

export interface PartReceipt {
  readonly runId: string;
  readonly instance: string;
  readonly part: RunPart['part'];
  /** `duplicate`: the same content was stored before; nothing has changed. */
  readonly state: 'recorded' | 'duplicate';
  /** What is still to come before the run is judged, in words. */
  readonly waitingFor: readonly string[];
  /** Whether the run counts, with this part, and why not. */
  readonly counts: boolean;
  readonly countsReason: string | null;
}

/**
 * Stores one part of a run, in one transaction with the step to `judging` when it was the last one. Idempotent by the
 * hash of the part's canonical form, since k6 writes its keys in random order. A part of a run that was closed for silence
 * (at its deadline, or because its sidecar was gone), without having heard everything, has it judged again.
 *
 * @throws Problem 404 for a run nobody announced, 400 for a summary k6 cannot have written, 409 for other content of a
 * part that is stored, or for a new part of a run that was judged with all of its parts.
 */
export async function completeRun(
  { db, now }: { readonly db: Database; readonly now: () => Date },
  runId: string,
  received: RunPart,
  sender: 'runner' | 'api'
): Promise<PartReceipt> {
  const { content, summary } = readable(received);
  const hash = contentHash(content);
  return inTransaction(db, 'take part', async (tx) => {
    const run = await lockRun(tx, runId);
    if (run === null) {
      throw new RunNotAnnouncedError(
        `Run "${runId}" was never announced. POST /api/v1/runs first, then send its parts.`
      );
    }
    if (run.reporter === 'runner' && sender === 'api') {
      throw new RunConflictError(`Run "${runId}" is one of the sidecar's own; only its runner reports it.`);
    }
    const parts = await partsOf(tx, runId);
    const same = parts.find((part) => part.instance === content.instance && part.part === content.part);
    if (same !== undefined) {
      if (same.contentHash !== hash) {
        throw new RunConflictError(`The ${partName(content)} was stored before with other content.`);
      }
      return receipt(run, content, 'duplicate', parts);
    }
    const isClosed = run.status === 'judged' || run.status === 'judging';
    // Closed for silence, and here is what was missing: it is judged again.
    const isLate = isClosed && (run.closedAtDeadline || run.ownerLostAt !== null);
    if (isClosed && !isLate) {
      throw new RunConflictError(`Run "${runId}" is already ${run.status === 'judged' ? 'judged' : 'being judged'}.`);
    }
    const known = partsByInstance(parts).map(({ instance }) => instance);
    if (!known.includes(content.instance) && known.length >= run.expectedInstances) {
      throw new RunConflictError(
        `The run announced ${run.expectedInstances} k6 ${run.expectedInstances === 1 ? 'instance' : 'instances'} and ` +
          `${known.join(', ')} reported already; "${content.instance}" is one too many.`
      );
    }
    await insertPart(tx, { runId, content, contentHash: hash, receivedAt: now() });
    const contradiction = contradictionOf(run, summary);
    const all = await partsOf(tx, runId);
    const waitingFor = missingParts(run, all);
    const killed = all.some((part) => part.content.part === 'exitCode' && !part.content.summaryFollows);
    const uncounted = contradiction === null ? {} : { counts: false, countsReason: contradiction };
    if (isLate) {
      const seconds = waitingFor.length > 0 ? lateSettleSeconds : killed ? settleSeconds : 0;
      await changeRun(tx, runId, { ...uncounted, status: 'judging', judgeAfter: secondsFromNow(seconds) });
      return receipt({ ...run, ...uncounted }, content, 'recorded', all);
    }
    await changeRun(tx, runId, {
      ...uncounted,
      ...(waitingFor.length > 0
        ? { status: 'awaitingParts' }
        : { status: 'judging', judgeAfter: secondsFromNow(killed ? settleSeconds : 0) }),
    });
    return receipt({ ...run, ...uncounted }, content, 'recorded', all);
  });
}

/**
 * Why a run that counted until now does not any more: its summary shows that something else was measured. Never one that
 * the sidecar started itself; what its summary lacks makes it inconclusive. Looked at before the summary is cut to be
 * stored.
 */
function contradictionOf(run: RunRow, summary: K6Summary | null): string | null {
  return run.counts && run.reporter !== 'runner' && run.expectedThresholds !== null && summary !== null
    ? summaryContradiction(run.expectedThresholds, summary)
    : null;
}

function readable(part: RunPart): { readonly content: RunPart; readonly summary: K6Summary | null } {
  if (part.part === 'exitCode') {
    return { content: part, summary: null };
  }
  // Names and other text are cleaned or cut: only what a figure needs may refuse a part.
  const summary = storable(part.summary);
  const parsed = parseSummary(summary);
  if (!parsed.ok) {
    throw new SummaryNotReadableError(parsed.problems);
  }
  return { content: { ...part, summary: redactSummary(summary).summary }, summary: parsed.summary };
}

/** What the run still waits for, in words; empty when it can be judged. */
export function missingParts(
  run: Pick<RunRow, 'expectedInstances' | 'reporter'>,
  parts: ReadonlyArray<Pick<PartRow, 'instance' | 'content'>>
): string[] {
  const instances = partsByInstance(parts);
  const missing = instances.flatMap(({ instance, exit, summary }) => {
    const waits: string[] = [];
    if (exit === null && run.reporter !== 'handleSummary') {
      waits.push(`exit code of instance ${instance}`);
    }
    if (summary === null && (exit === null || exit.summaryFollows)) {
      waits.push(`summary of instance ${instance}`);
    }
    return waits;
  });
  const silent = run.expectedInstances - instances.length;
  return silent > 0 ? [...missing, `${silent} more ${silent === 1 ? 'instance' : 'instances'}`] : missing;
}

function receipt(run: RunRow, content: RunPart, state: PartReceipt['state'], parts: readonly PartRow[]): PartReceipt {
  return {
    runId: run.id,
    instance: content.instance,
    part: content.part,
    state,
    waitingFor: run.status === 'judged' || run.status === 'judging' ? [] : missingParts(run, parts),
    counts: run.counts,
    countsReason: run.countsReason,
  };
}

function partName(part: RunPart): string {
  return `${part.part === 'summary' ? 'summary' : 'exit code'} of instance "${part.instance}"`;
}
