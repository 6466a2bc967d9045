import { formatCount, formatElapsed, formatMs, formatPercent } from '../../lib/figures';
import type { RunProgress, RunStage } from '../../model/progress';
import { html, type Html } from './html';
import { notKnown } from './words';

const stageWords: Readonly<Record<RunStage, string>> = {
  queued: 'Queued',
  warmUp: 'Warming up',
  running: 'Running',
  ending: 'Ending',
};

/** How a run stands at the moment; the page is made anew every few seconds. */
export function runProgress(progress: RunProgress): Html {
  const { stage, virtualUsers, iterations, requests, p95ResponseTimeMs, errorRate } = progress;
  const counts = (value: number | null): string => (value === null ? notKnown : formatCount(value));
  const fact = (name: string, value: string): Html =>
    html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<div class="progress">
    ${bar(progress)}
    <dl class="facts">
      ${fact('Stage', stageWords[stage])} ${fact('Time', timeText(progress))}
      ${
        stage !== 'queued' &&
        stage !== 'warmUp' &&
        html`${fact('Virtual users now', counts(virtualUsers))} ${fact('Iterations', counts(iterations))}
        ${fact('Requests so far', counts(requests))}
        ${fact('p95 of the last 30 s', p95ResponseTimeMs === null ? notKnown : formatMs(p95ResponseTimeMs))}
        ${fact('Error rate so far', errorRate === null ? notKnown : formatPercent(errorRate))}`
      }
    </dl>
  </div>`;
}

function timeText({ elapsedSeconds, plannedSeconds }: RunProgress): string {
  return elapsedSeconds === null ? 'not started' : formatElapsed(elapsedSeconds, plannedSeconds);
}

/** Nothing where nobody knows how long it takes. */
function bar({ stage, elapsedSeconds, plannedSeconds }: RunProgress): Html | false {
  if (elapsedSeconds === null || plannedSeconds === null || plannedSeconds === 0) {
    return false;
  }
  const percent = Math.min(100, Math.floor((100 * elapsedSeconds) / plannedSeconds));
  return html`<progress max="100" value="${percent}" aria-label="${stageWords[stage]}">${percent} %</progress>`;
}
