import { z } from 'zod';
import { conflict, type HttpApp, Problem } from '../http';
import { storableText } from '../lib/storable';
import type { Catalogue, LoadTest } from '../model/load-test';
import { testNameSchema } from '../model/protocol';
import type { RunRow } from '../runs';
import { verdictSchema, verdictView } from './run-verdict';
import { startableTest } from './test-identity';

export interface GateRoutesOptions {
  readonly catalogue: () => Catalogue;
  readonly runUrl: (runId: string) => string | null;
  /** The run that answers what is asked; starts it where it is asked for the first time. */
  readonly runOf: (test: LoadTest, asked: Readonly<Record<string, unknown>>, askedBy: string) => Promise<RunRow>;
}

const text = (what: string) => storableText(300).min(1).describe(what);

/** CanaryWebhookPayload of fluxcd/flagger pkg/apis/flagger/v1beta1/canary.go; whatever else it sends is left alone. */
const flaggerSchema = z.looseObject({
  name: text('Name of the canary'),
  namespace: text('Its namespace'),
  checksum: text('Of its revision: another one is another question'),
  metadata: z
    .record(storableText(300), storableText(2000))
    .and(z.looseObject({ test: testNameSchema }))
    .describe("The webhook's own: `test` is the load test; what else stands there tells one gate from another"),
});
z.globalRegistry.add(flaggerSchema, { id: 'FlaggerWebhook' });

const argoSchema = z.strictObject({
  test: testNameSchema,
  key: text('Of the question, such as name and hash of the rollout: the same key is answered by the same run'),
});
z.globalRegistry.add(argoSchema, { id: 'ArgoGate' });

const outcomeSchema = verdictSchema.extend({
  outcome: z
    .enum(['passed', 'failed', 'inconclusive'])
    .describe('passed: the run has passed and counts; failed: it has failed; inconclusive: anything else'),
});
z.globalRegistry.add(outcomeSchema, { id: 'GateOutcome' });

const problems = {
  404: 'The catalogue has no such load test',
  409: 'The triggers of the load test lack `manual`',
  425: 'The run is not judged yet: ask again, the same run answers',
};

/** Gates of progressive delivery: asking starts the load test, and asking again waits for its verdict. */
export async function gateRoutes(app: HttpApp, { catalogue, runUrl, runOf }: GateRoutesOptions): Promise<void> {
  app.post(
    '/api/v1/gates/flagger',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['gates'],
        operationId: 'askGateByFlagger',
        summary: 'Webhook of a Flagger canary: 200 only for passed',
        description:
          'Starts the load test that `metadata.test` names, once for a canary and its checksum, whatever the phase is and ' +
          'however often Flagger asks. Flagger goes on for 200 alone. An hour after the verdict another run is started.',
        body: flaggerSchema,
        response: {
          200: verdictSchema.describe('The run has passed, and counts'),
        },
        problems: {
          ...problems,
          409: 'The run is judged and has not passed, or does not count; or the triggers of the load test lack `manual`',
        },
      },
    },
    async (request) => {
      const { name, namespace, checksum, metadata } = request.body;
      const test = startableTest(catalogue(), metadata.test);
      const asked = { by: 'flagger', name, namespace, checksum, metadata };
      const run = await runOf(test, asked, request.actor?.label ?? 'unknown');
      const { verdict } = judged(run);
      if (!opens(run)) {
        const why = run.counts
          ? (run.reasons ?? []).map((each) => each.text)
          : [`it does not count: ${run.countsReason}`];
        throw conflict(`Run "${run.id}" is no reason to go on (${verdict}): ${why.join('; ')}.`);
      }
      return verdictView(run, runUrl);
    }
  );

  app.post(
    '/api/v1/gates/argo-rollouts',
    {
      config: { scope: 'operate' },
      schema: {
        tags: ['gates'],
        operationId: 'askGateByArgoRollouts',
        summary: 'Web metric of an Argo Rollouts analysis: 200 once there is an outcome',
        description:
          'Starts the load test, once for a key. A web metric reads the body of 2xx alone, and takes any other answer for an ' +
          'error that it repeats after 10 s: so a run without a verdict is answered 425, and every verdict 200 with its ' +
          'outcome. An hour after the verdict another run is started.',
        body: argoSchema,
        response: { 200: outcomeSchema.describe('The run is judged') },
        problems,
      },
    },
    async (request) => {
      const { test: name, key } = request.body;
      const test = startableTest(catalogue(), name);
      const run = await runOf(test, { by: 'argo-rollouts', key }, request.actor?.label ?? 'unknown');
      return { ...verdictView(run, runUrl), outcome: outcomeOf(judged(run)) };
    }
  );
}

/** @throws Problem 425 while there is no verdict */
function judged(run: RunRow): RunRow {
  if (run.verdict === null) {
    throw new Problem({
      status: 425,
      type: 'not-judged-yet',
      title: 'Not judged yet',
      detail: `Run "${run.id}" is not judged yet (status: ${run.status}). Ask again: the same run answers.`,
      headers: { 'retry-after': '2' },
    });
  }
  return run;
}

function outcomeOf(run: RunRow): z.infer<typeof outcomeSchema>['outcome'] {
  return opens(run) ? 'passed' : run.verdict === 'failed' ? 'failed' : 'inconclusive';
}

function opens({ verdict, counts }: RunRow): boolean {
  return verdict === 'passed' && counts;
}
