import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { repository } from '../generated-files';

/** argoproj/argo-rollouts pkg/apis/rollouts/v1alpha1/analysis_types.go: AnalysisTemplate, Metric, WebMetric. */
const analysisTemplateSchema = z.strictObject({
  apiVersion: z.literal('argoproj.io/v1alpha1'),
  kind: z.literal('AnalysisTemplate'),
  metadata: z.strictObject({ name: z.string() }),
  spec: z.strictObject({
    args: z.array(
      z.strictObject({
        name: z.string(),
        valueFrom: z.strictObject({ secretKeyRef: z.strictObject({ name: z.string(), key: z.string() }) }).optional(),
      })
    ),
    metrics: z.tuple([
      z.strictObject({
        name: z.string(),
        // Errors do not count, so one measurement is the verdict.
        count: z.literal(1),
        consecutiveErrorLimit: z.int().min(10),
        successCondition: z.string(),
        failureCondition: z.string(),
        provider: z.strictObject({
          web: z.strictObject({
            method: z.literal('POST'),
            url: z.url(),
            headers: z.array(z.strictObject({ key: z.string(), value: z.string() })),
            jsonBody: z.record(z.string(), z.string()),
          }),
        }),
      }),
    ]),
  }),
});

const argSchema = z.strictObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z.strictObject({ podTemplateHashValue: z.literal('Latest') }).optional(),
});
const rolloutSchema = z.strictObject({
  apiVersion: z.literal('argoproj.io/v1alpha1'),
  kind: z.literal('Rollout'),
  metadata: z.strictObject({ name: z.string() }),
  spec: z.strictObject({
    strategy: z.strictObject({
      canary: z.strictObject({
        canaryService: z.string(),
        stableService: z.string(),
        steps: z.tuple([
          z.strictObject({ setWeight: z.int() }),
          z.strictObject({
            analysis: z.strictObject({
              templates: z.array(z.strictObject({ templateName: z.string() })),
              args: z.array(argSchema),
            }),
          }),
        ]),
      }),
    }),
  }),
});

/** fluxcd/flagger pkg/apis/flagger/v1beta1/canary.go: Canary, CanaryAnalysis, CanaryWebhook. */
const canarySchema = z.strictObject({
  apiVersion: z.literal('flagger.app/v1beta1'),
  kind: z.literal('Canary'),
  metadata: z.strictObject({ name: z.string() }),
  spec: z.strictObject({
    targetRef: z.strictObject({ apiVersion: z.string(), kind: z.string(), name: z.string() }),
    service: z.strictObject({ port: z.int() }),
    analysis: z.strictObject({
      interval: z.string(),
      threshold: z.int(),
      maxWeight: z.int(),
      stepWeight: z.int(),
      webhooks: z.array(
        z.strictObject({
          name: z.string(),
          type: z.enum(['pre-rollout', 'confirm-promotion']),
          url: z.url(),
          timeout: z.string(),
          metadata: z.record(z.string(), z.string()),
        })
      ),
    }),
  }),
});

interface Api {
  readonly paths: Readonly<Record<string, { readonly post?: unknown }>>;
  readonly components: {
    readonly schemas: Readonly<
      Record<string, { readonly required?: readonly string[]; readonly properties?: Readonly<Record<string, object>> }>
    >;
  };
}

describe('the resources of docs/gates.md', () => {
  let resources: unknown[];
  let api: Api;
  beforeAll(async () => {
    const text = await readFile(path.join(repository, 'docs/gates.md'), 'utf8');
    resources = [...text.matchAll(/^```yaml\n([^]*?)^```/gm)].map(([, block = '']) => parse(block) as unknown);
    api = JSON.parse(await readFile(path.join(repository, 'openapi.json'), 'utf8')) as Api;
  });

  const postable = (url: string) => expect(api.paths[new URL(url).pathname]?.post).toBeDefined();

  it('ask Argo Rollouts for an outcome that there is, with every argument given', () => {
    const template = analysisTemplateSchema.parse(resources[0]);
    const rollout = rolloutSchema.parse(resources[1]);
    const [metric] = template.spec.metrics;
    const { url, headers, jsonBody } = metric.provider.web;
    postable(url);
    expect(Object.keys(jsonBody).sort()).toEqual([...(api.components.schemas.ArgoGateInput?.required ?? [])].sort());
    const { outcome } = api.components.schemas.GateOutcome?.properties ?? {};
    expect(outcome).toMatchObject({ enum: ['passed', 'failed', 'inconclusive'] });
    expect([metric.successCondition, metric.failureCondition]).toEqual([
      'result.outcome == "passed"',
      'result.outcome == "failed"',
    ]);

    const [, { analysis }] = rollout.spec.strategy.canary.steps;
    expect(analysis.templates).toEqual([{ templateName: template.metadata.name }]);
    const used = [...JSON.stringify([headers, jsonBody]).matchAll(/\{\{args\.(\w+)\}\}/g)].map(([, name]) => name);
    expect(used.sort()).toEqual(template.spec.args.map(({ name }) => name).sort());
    const given = template.spec.args.filter(({ valueFrom }) => valueFrom === undefined).map(({ name }) => name);
    expect(analysis.args.map(({ name }) => name)).toEqual(given);
  });

  it('ask Flagger with a load test, and each gate with a run of its own', () => {
    const { webhooks } = canarySchema.parse(resources[2]).spec.analysis;
    webhooks.forEach(({ url }) => postable(url));
    expect(webhooks.map(({ metadata }) => metadata['test'])).toEqual(['checkout', 'checkout']);
    expect(new Set(webhooks.map(({ metadata }) => JSON.stringify(metadata))).size).toBe(webhooks.length);
    expect(resources).toHaveLength(3);
  });
});
