import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { badRequest, type HttpApp, notFound, type ProblemIssue, unauthorized } from '../../http';
import type { Secret } from '../../lib/secret';
import type { Deployment } from '../../model/deployment';
import type { Taken } from '../../triggers';
import { deploymentEventSchema, deploymentOf, servingEvent, vercelEventSchema } from './payloads';
import { isSignedByVercel, standardWebhookProblem, toleranceMs } from './signatures';

export interface WebhookRoutesOptions {
  readonly now: () => Date;
  /** Each is good; none: that webhook is off. */
  readonly vercelSecrets: readonly Secret[];
  readonly deploymentsSecrets: readonly Secret[];
  /** Records what the deployment leads to for each load test that it concerns. */
  readonly take: (deployment: Deployment, promoted: boolean) => Promise<readonly Taken[]>;
}

/** Bytes of a body; Vercel's events have a few kB. */
const bodyLimit = 256 * 1024;
/** Vercel sends an event again for 24 h. */
const vercelWindowMs = 25 * 60 * 60 * 1000;

const takenSchema = z.object({
  test: z.string(),
  outcome: z.enum(['waiting', 'started', 'none']).describe('`waiting`: until the deployment serves; `none`: no run'),
  code: z
    .string()
    .nullable()
    .describe('Why there is no run: notMajor (the rule of the load test does not ask for one), older, superseded, …'),
  reason: z.string().nullable().describe('Why there is no run, or none yet'),
  runId: z.string().nullable().describe('Of the run that is started, or will be'),
});
const answerSchema = z.object({
  deploymentId: z.string().nullable(),
  reason: z.string().nullable().describe('Why nothing is started'),
  loadTests: z.array(takenSchema).describe('Load tests that deployments of its project or environment may start'),
});
z.globalRegistry.add(answerSchema, { id: 'DeploymentTaken' });
type Answer = z.infer<typeof answerSchema>;

const response = {
  200: answerSchema.describe('It starts nothing, and why'),
  202: answerSchema.describe('What it has started, or will start once it serves; the same again for every repetition'),
};
const problems = {
  400: 'The signature is right, and the body is no event that can be read',
  401: 'The signature is wrong, or too old',
  404: 'The sidecar has no secret for this webhook',
};
const nothing = (reason: string, deploymentId: string | null = null): Answer => ({
  deploymentId,
  reason,
  loadTests: [],
});

/** Deployments start load tests. The sender is known by its signature over the body, which stays as it came until then. */
export async function webhookRoutes(app: HttpApp, options: WebhookRoutesOptions): Promise<void> {
  const { now, vercelSecrets, deploymentsSecrets } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, next) => next(null, body));

  const route = {
    bodyLimit,
    config: { public: true },
    // The schemas describe; bodies are read after their signature was checked.
    validatorCompiler: () => (value: unknown) => ({ value }),
  } as const;

  const answer = async (request: FastifyRequest, deployment: Deployment, promoted = false): Promise<Answer> => {
    const loadTests = await options.take(deployment, promoted);
    const reason = whyNothing(loadTests);
    request.log.info({ deploymentId: deployment.id, reason, loadTests }, 'a deployment event was taken');
    return { deploymentId: deployment.id, reason, loadTests: [...loadTests] };
  };
  const ignored = (request: FastifyRequest, reason: string, deploymentId: string | null = null): Answer => {
    request.log.info({ reason, deploymentId }, 'a deployment event starts nothing');
    return nothing(reason, deploymentId);
  };

  app.post(
    '/webhooks/vercel',
    {
      ...route,
      schema: {
        tags: ['deployments'],
        operationId: 'takeVercelEvent',
        summary: "Vercel's webhook",
        description:
          'Signed with `x-vercel-signature`: HMAC-SHA1, hex, of the body. deployment.succeeded, deployment.ready and ' +
          'deployment.promoted start load tests; other events are answered with 200.',
        body: vercelEventSchema,
        response,
        problems,
      },
    },
    async (request, reply) => {
      if (vercelSecrets.length === 0) {
        throw notConfigured('WEBHOOK_VERCEL_SECRET');
      }
      const body = rawBody(request);
      if (!isSignedByVercel(vercelSecrets, body, headerOf(request, 'x-vercel-signature'))) {
        throw refused(request, 'x-vercel-signature is not one of this body with a secret of WEBHOOK_VERCEL_SECRET.');
      }
      const event = read(vercelEventSchema, body);
      const found = servingEvent(event);
      if (found.kind === 'other') {
        return reply.code(200).send(ignored(request, `${event.type} does not say that a deployment serves`));
      }
      if (found.kind === 'unreadable') {
        throw unreadable(found.error, 'body.payload');
      }
      const ageMs = now().getTime() - event.createdAt;
      if (ageMs > vercelWindowMs || ageMs < -toleranceMs) {
        const reason = `the event is of ${found.deployment.deployedAt}, which is ${ageMs > 0 ? 'more than 25 hours ago' : 'in the future'}`;
        return reply.code(200).send(ignored(request, reason, found.deployment.id));
      }
      const taken = await answer(request, found.deployment, found.promoted);
      return reply.code(taken.reason === null ? 202 : 200).send(taken);
    }
  );

  app.post(
    '/webhooks/deployments',
    {
      ...route,
      schema: {
        tags: ['deployments'],
        operationId: 'takeDeploymentEvent',
        summary: "A CI's webhook after a deployment",
        description:
          'Signed by Standard Webhooks 1.0.0: `webhook-id`, `webhook-timestamp` (at most 5 minutes old) and `webhook-signature`.',
        body: deploymentEventSchema,
        response,
        problems,
      },
    },
    async (request, reply) => {
      if (deploymentsSecrets.length === 0) {
        throw notConfigured('WEBHOOK_DEPLOYMENTS_SECRET');
      }
      const body = rawBody(request);
      const headers = {
        id: headerOf(request, 'webhook-id'),
        timestamp: headerOf(request, 'webhook-timestamp'),
        signature: headerOf(request, 'webhook-signature'),
      };
      const problem = standardWebhookProblem(deploymentsSecrets, body, headers, now());
      if (problem !== null) {
        throw refused(request, problem);
      }
      const taken = await answer(request, deploymentOf(read(deploymentEventSchema, body)));
      return reply.code(taken.reason === null ? 202 : 200).send(taken);
    }
  );
}

/** Why no load test is started; null: one is, or will be. */
function whyNothing(taken: readonly Taken[]): string | null {
  if (taken.some(({ outcome }) => outcome !== 'none')) {
    return null;
  }
  return taken.length === 0
    ? 'no load test of the catalogue with the trigger deployment is of its project or environment'
    : 'it starts none of the load tests, see loadTests';
}

function rawBody({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** A header that comes twice is none. */
function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

function notConfigured(variable: string) {
  return notFound(`This webhook is off: set ${variable} of the sidecar to the secret that its sender signs with.`);
}

function refused(request: FastifyRequest, detail: string) {
  request.log.warn({ reason: detail }, 'a webhook was refused');
  return unauthorized(detail, 'Signature realm="load-test-monitoring"');
}

function read<T>(schema: z.ZodType<T>, body: Buffer): T {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw badRequest('The body is not JSON.');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw unreadable(parsed.error, 'body');
  }
  return parsed.data;
}

/** Where it is wrong, without its values. */
function unreadable(error: z.ZodError, around: string) {
  const errors = error.issues.map(({ path, message }): ProblemIssue => ({
    where: [around, ...path.map(String)].join('.'),
    what: message,
  }));
  return badRequest('The body is no event that can be read; `errors` says where.', errors);
}
