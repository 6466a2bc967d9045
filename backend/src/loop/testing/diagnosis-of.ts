import type { Classification, Diagnosis } from '../../model/diagnosis';

/** A diagnosis by a model, which the rules permit or refuse. */
export function diagnosisOf(classification: Classification, madeAt: Date): Diagnosis {
  const permitsRedeploy = classification === 'autoFixable';
  return {
    classification,
    proposed: classification,
    confidence: 0.9,
    text: permitsRedeploy ? 'It was slow at the start only.' : 'Half of the requests failed throughout.',
    evidenceIds: ['E1'],
    madeBy: {
      kind: 'haiku',
      model: 'claude-haiku',
      promptVersion: '1',
      requestId: null,
      inputTokens: 1,
      outputTokens: 1,
      latencyMs: 1,
    },
    policy: {
      version: '1',
      permitsRedeploy,
      rule: permitsRedeploy ? 'coldStartRecovered' : 'defaultRefuse',
      reason: permitsRedeploy ? 'a cold start that recovered' : 'no rule permits a redeploy',
    },
    madeAt: madeAt.toISOString(),
  };
}
