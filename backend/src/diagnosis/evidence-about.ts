import type { DiagnosisInput, EvidenceAbout } from '../model/diagnosis';
import type { Features } from './features';
import type { Step } from './series-shape';

type Chart = Extract<EvidenceAbout, { kind: 'chart' }>['chart'];

export const aboutNothing: EvidenceAbout = { kind: 'none' };

/** The chart of what was outside the limits, over its episodes; over the whole course where there is none. */
export function aboutShape(input: DiagnosisInput, features: Features): EvidenceAbout {
  const { breaches, shape } = features;
  const chart = breaches.errorRate && !breaches.responseTime ? 'requestRates' : 'responseTimes';
  const from = shape.episodes[0]?.fromSeconds;
  const to = shape.episodes.at(-1)?.toSeconds;
  return from === undefined || to === undefined
    ? aboutCourse(input, features, chart)
    : aboutTime(input, chart, from, to);
}

/** From the first to the last step in which requests failed. */
export function aboutFailures(input: DiagnosisInput, { shape }: Features): EvidenceAbout {
  const failing = shape.steps.filter((step) => step.failedRequests > 0);
  return aboutSteps(input, 'requestRates', failing, shape.stepSeconds);
}

/** A chart from the first step with a request to the last. */
export function aboutCourse(input: DiagnosisInput, { shape }: Features, chart: Chart): EvidenceAbout {
  return aboutSteps(input, chart, shape.steps, shape.stepSeconds);
}

function aboutSteps(input: DiagnosisInput, chart: Chart, steps: readonly Step[], stepSeconds: number): EvidenceAbout {
  const first = steps[0];
  const last = steps.at(-1);
  return first === undefined || last === undefined
    ? aboutNothing
    : aboutTime(input, chart, first.fromSeconds, last.fromSeconds + stepSeconds);
}

/** Steps of the shape count from the first step of the series that had a request. */
function aboutTime(input: DiagnosisInput, chart: Chart, fromSeconds: number, toSeconds: number): EvidenceAbout {
  const start = Date.parse(input.series?.points.find((point) => point.requestsPerSecond > 0)?.at ?? '');
  if (Number.isNaN(start)) {
    return aboutNothing;
  }
  const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();
  return { kind: 'chart', chart, from: at(fromSeconds), to: at(toSeconds) };
}
