import type { RunDetail } from '../src/api/request';
import { verdictText } from './run-table';
import type { Paint, Screen } from './screen';

export interface DemoProgress {
  readonly line: (text: string) => void;
  /** Says what has changed about a run since the last look. */
  readonly run: (run: RunDetail, what: string) => void;
}

/** Live progress as plain lines: one when a run starts, every few seconds while it runs, and one per change. */
export function createProgress({ line, paint }: Screen): DemoProgress {
  const said = new Map<string, string>();
  const lastTick = new Map<string, number>();

  return {
    line,
    run(run, what) {
      const state = stateOf(run, paint);
      const seconds = run.startedAt === null ? 0 : Math.floor((Date.now() - Date.parse(run.startedAt)) / 1000);
      const tick = Math.floor(seconds / 4);
      const ticked = run.status === 'running' && tick > 0 && lastTick.get(run.id) !== tick;
      if (said.get(run.id) === state && !ticked) {
        return;
      }
      const first = !said.has(run.id);
      said.set(run.id, state);
      lastTick.set(run.id, tick);
      line(`  ${run.test.padEnd(21)} ${state}${ticked ? ` (${seconds} s)` : ''}${first ? `: ${what}` : ''}`);
    },
  };
}

function stateOf(run: RunDetail, paint: Paint): string {
  if (run.verdict === null) {
    return run.status === 'queued' ? 'queued' : run.status === 'running' ? 'k6 is running' : 'being judged';
  }
  const parts = [verdictText(run.verdict, paint, run.verdict.toUpperCase())];
  if (run.diagnosis !== null) {
    parts.push(run.diagnosis.classification === 'autoFixable' ? 'auto-fixable' : paint.bad('action required'));
  }
  if (run.autoFixApplied !== null) {
    parts.push('redeployed');
  }
  const told = run.effects.find((effect) => effect.kind === 'slackMessage' && effect.state === 'confirmed');
  if (told !== undefined) {
    parts.push('Slack told');
  }
  return parts.join(' → ');
}
