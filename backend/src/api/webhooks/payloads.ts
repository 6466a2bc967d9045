import { z } from 'zod';
import { cutText, instantText, storableText } from '../../lib/storable';
import type { Commit, Deployment } from '../../model/deployment';

/** What Vercel says when a deployment serves, or may: vercel.com/docs/webhooks/webhooks-api. */
const servingTypes = ['deployment.succeeded', 'deployment.ready', 'deployment.promoted'] as const;

const id = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/);

/** Whatever Vercel sends; only what is used is named. */
export const vercelEventSchema = z.object({
  type: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,100}$/)
    .describe('Those that start load tests: deployment.succeeded, .ready and .promoted'),
  createdAt: z.number().min(0).max(4.1e12).describe('Unix time in ms'),
  payload: z.looseObject({}),
});
export type VercelEvent = z.infer<typeof vercelEventSchema>;

const vercelPayloadSchema = z.object({
  team: z.object({ id: id.nullish() }).nullish(),
  project: z.object({ id }),
  target: storableText(100).nullish(),
  deployment: z.object({ id, url: cutText(500), meta: z.record(z.string(), z.unknown()).nullish() }),
});

export type ServingEvent =
  | { readonly kind: 'serving'; readonly deployment: Deployment; readonly promoted: boolean }
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable'; readonly error: z.ZodError };

/** The deployment of an event that says that it serves; `other`: it says something else. */
export function servingEvent({ type, createdAt, payload }: VercelEvent): ServingEvent {
  if (!servingTypes.some((each) => each === type)) {
    return { kind: 'other' };
  }
  const read = vercelPayloadSchema.safeParse(payload);
  if (!read.success) {
    return { kind: 'unreadable', error: read.error };
  }
  const { team, project, target, deployment } = read.data;
  const promoted = type === 'deployment.promoted';
  const meta = deployment.meta ?? {};
  return {
    kind: 'serving',
    promoted,
    deployment: {
      id: deployment.id,
      source: 'vercel',
      // What is promoted is promoted to production, also where the event does not say so or it was a preview before.
      target: promoted ? 'production' : (target ?? null),
      environment: null,
      projectId: project.id,
      teamId: team?.id ?? null,
      url: deployment.url,
      commit: commitOf(meta),
      labels: [],
      redeployEffectId: textOf(meta['loadTestEffectId']),
      deployedAt: new Date(createdAt).toISOString(),
    },
  };
}

/** Vercel names what it knows of a commit after the git provider. */
const providers = ['github', 'gitlab', 'bitbucket', 'git'] as const;

function commitOf(meta: Readonly<Record<string, unknown>>): Commit | null {
  for (const provider of providers) {
    const sha = textOf(meta[`${provider}CommitSha`]);
    if (sha !== null && /^[0-9a-f]{7,64}$/i.test(sha)) {
      return {
        id: sha.toLowerCase(),
        message: textOf(meta[`${provider}CommitMessage`]),
        branch: textOf(meta[`${provider}CommitRef`]),
        tag: null,
      };
    }
  }
  return null;
}

const textOf = (value: unknown): string | null => cutText(1000).parse(value);

const name = (what: string) => storableText(250).min(1).nullish().describe(what);

/** What a CI sends after a deployment. A misspelt field is refused: without it the event might mean production. */
export const deploymentEventSchema = z.strictObject({
  deploymentId: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$/)
    .describe('The same in every event of the deployment; each load test is run once for it'),
  target: storableText(100).min(1).default('production'),
  environment: storableText(100).min(1).default('production').describe('Of the load tests that it concerns'),
  projectId: id.nullish().describe('Project at Vercel, where it is deployed there'),
  url: cutText(500),
  commit: z.strictObject({
    id: z.string().regex(/^[0-9a-fA-F]{7,64}$/),
    message: cutText(1000),
    branch: name('Such as main'),
    tag: name('Such as v2.0.0'),
  }),
  labels: z.array(storableText(100).min(1)).max(50).default([]).describe('What the rules of load tests may ask for'),
  // Whose form says the years too: with both, whoever makes examples from the document finds hardly one.
  createdAt: z
    .string()
    .regex(/^20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-][01]\d:[0-5]\d)$/)
    .refine((text) => instantText.safeParse(text).success, 'no such date or time')
    .describe('When it was deployed: of two deployments the later one is tested'),
});
z.globalRegistry.add(deploymentEventSchema, { id: 'DeploymentEvent' });

export function deploymentOf(event: z.infer<typeof deploymentEventSchema>): Deployment {
  const { deploymentId, target, environment, projectId = null, url, commit, labels, createdAt } = event;
  return {
    id: deploymentId,
    source: 'ci',
    target,
    environment,
    projectId,
    teamId: null,
    url,
    commit: {
      id: commit.id.toLowerCase(),
      message: commit.message,
      branch: commit.branch ?? null,
      tag: commit.tag ?? null,
    },
    labels,
    redeployEffectId: null,
    deployedAt: new Date(createdAt).toISOString(),
  };
}
