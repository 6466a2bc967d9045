import { verdicts, type Verdict } from '../model/run';
import { incidentStep, type IncidentStep, type JudgedRun, type OpenIncident } from './transitions';

const failureEnded = new Date('2026-11-23T10:00:00Z');
const redeployed = new Date('2026-11-23T10:01:00Z');
const after = new Date('2026-11-23T10:05:00Z');
const run = (verdict: Verdict, changes: Partial<JudgedRun> = {}): JudgedRun => ({
  verdict,
  startedAt: after,
  stoppedByPerson: false,
  ...changes,
});
const open: OpenIncident = {
  state: 'actionRequired',
  lastFailureEndedAt: failureEnded,
  hasRedeploy: false,
  liveAt: null,
};
const remediating: OpenIncident = { ...open, state: 'remediating', hasRedeploy: true, liveAt: redeployed };
const none: IncidentStep = { kind: 'none' };
const twice = (first: string, second: string) => `two runs in a row gave no usable result (${first}, then ${second})`;

describe('without an open incident', () => {
  it.each<[Verdict, Verdict | null, IncidentStep]>([
    ['passed', null, none],
    ['passed', 'failed', none],
    ['failed', null, { kind: 'open', state: 'diagnosing', reason: null }],
    ['failed', 'inconclusive', { kind: 'open', state: 'diagnosing', reason: null }],
    ['inconclusive', null, none],
    ['inconclusive', 'passed', none],
    ['inconclusive', 'failed', none],
    ['inconclusive', 'inconclusive', opened('inconclusive', 'inconclusive')],
    ['inconclusive', 'missed', opened('missed', 'inconclusive')],
    ['errored', null, none],
    ['errored', 'passed', none],
    ['errored', 'errored', opened('errored', 'errored')],
    ['errored', 'inconclusive', opened('inconclusive', 'errored')],
    ['missed', null, none],
    ['missed', 'passed', none],
    ['missed', 'errored', opened('errored', 'missed')],
  ])('%s after %s', (verdict, previous, expected) => {
    expect(incidentStep(run(verdict), null, previous)).toEqual(expected);
  });
});

describe('with an open incident', () => {
  it.each<[Verdict, Verdict, IncidentStep]>([
    ['passed', 'failed', { kind: 'resolve' }],
    ['failed', 'failed', { kind: 'join', escalate: null }],
    ['inconclusive', 'failed', { kind: 'join', escalate: null }],
    ['errored', 'passed', { kind: 'join', escalate: null }],
    ['missed', 'failed', { kind: 'join', escalate: null }],
    ['inconclusive', 'errored', { kind: 'join', escalate: twice('errored', 'inconclusive') }],
    ['errored', 'inconclusive', { kind: 'join', escalate: twice('inconclusive', 'errored') }],
    ['missed', 'missed', { kind: 'join', escalate: twice('missed', 'missed') }],
  ])('%s after %s', (verdict, previous, expected) => {
    expect(incidentStep(run(verdict), open, previous)).toEqual(expected);
  });

  it('is escalated by a failure after its redeploy was planned, whether it was sent or not', () => {
    const escalated = { kind: 'join', escalate: 'the load test failed again after the redeploy' };
    expect(incidentStep(run('failed'), remediating, 'failed')).toEqual(escalated);
    expect(incidentStep(run('failed'), { ...remediating, liveAt: null }, 'failed')).toEqual(escalated);
  });
});

describe('a run that shows nothing after a redeploy', () => {
  it.each(['inconclusive', 'errored', 'missed'] as const)('leaves it to a person: %s', (verdict) => {
    const escalate = `the run after the redeploy was ${verdict}, so that nothing shows whether the redeploy helped`;
    expect(incidentStep(run(verdict), remediating, 'failed')).toEqual({ kind: 'join', escalate });
  });

  it.each<[string, Date, OpenIncident]>([
    ['started before the redeploy', redeployed, remediating],
    ['came while the redeploy was on its way', after, { ...remediating, liveAt: null }],
    ['came when a person had been asked already', after, { ...remediating, state: 'actionRequired' }],
  ])('changes nothing where it %s', (_, startedAt, incident) => {
    expect(incidentStep(run('inconclusive', { startedAt }), incident, 'failed')).toEqual({
      kind: 'join',
      escalate: null,
    });
  });
});

describe('a passed run resolves only what it can know of', () => {
  it.each<[string, Date, OpenIncident, IncidentStep['kind']]>([
    ['started before the failure ended', new Date(failureEnded.getTime() - 1), open, 'none'],
    ['started in the very instant the failure ended', failureEnded, open, 'none'],
    ['started after the failure ended', new Date(failureEnded.getTime() + 1), open, 'resolve'],
    ['while the diagnosis is being made', after, { ...open, state: 'diagnosing' }, 'resolve'],
    ['started after the failure but before the redeploy', new Date(redeployed.getTime() - 1), remediating, 'none'],
    ['started in the very instant of the redeploy', redeployed, remediating, 'none'],
    ['started after the redeploy', new Date(redeployed.getTime() + 1), remediating, 'resolve'],
    ['while the redeploy is on its way', after, { ...remediating, liveAt: null }, 'none'],
    ['after a redeploy that was refused', after, { ...open, hasRedeploy: true, liveAt: null }, 'resolve'],
    ['after a redeploy that did not help', after, { ...remediating, state: 'actionRequired' }, 'resolve'],
  ])('%s', (_, startedAt, incident, kind) => {
    expect(incidentStep(run('passed', { startedAt }), incident, 'failed')).toEqual({ kind });
  });
});

it.each(verdicts.filter((verdict) => verdict !== 'passed' && verdict !== 'failed'))(
  'a run that a person stopped (%s) changes nothing, whatever was before',
  (verdict) => {
    for (const incident of [null, open, remediating]) {
      for (const previous of [null, ...verdicts]) {
        expect(incidentStep(run(verdict, { stoppedByPerson: true }), incident, previous)).toEqual(none);
      }
    }
  }
);

function opened(first: Verdict, second: Verdict): IncidentStep {
  return { kind: 'open', state: 'actionRequired', reason: twice(first, second) };
}
