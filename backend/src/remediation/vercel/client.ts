import { type z } from 'zod';
import { bearerHeader, callOnce, joinUrl, parseJson, type Fetch } from '../../lib/outbound/http-call';
import { failureOf, quoteReply, unreadableReply, type CallContext } from '../../lib/outbound/call-outcome';
import type { EffectOutcome } from '../../lib/outbound/outcome';
import type { Breaker } from '../../lib/outbound/breaker';
import {
  deploymentListSchema,
  deploymentSchema,
  errorSchema,
  projectSchema,
  type VercelDeployment,
  type VercelProject,
} from './model';

const defaultVercelApiUrl = 'https://api.vercel.com';

export interface VercelClientOptions {
  readonly token: string;
  /** `VERCEL_API_URL`; default https://api.vercel.com */
  readonly apiUrl?: string;
  readonly fetch?: Fetch;
  readonly now?: () => Date;
  /** Per call; default 15 s. */
  readonly timeoutMs?: number;
  readonly breaker?: Breaker;
}

export interface DeploymentFilter {
  readonly projectId: string;
  readonly teamId: string | null;
  /** Left out: previews too. */
  readonly target?: 'production';
  /** `QUEUED,BUILDING` … */
  readonly states?: readonly string[];
  readonly limit: number;
  /** Entries of the deployment's `meta`; sent as `meta-<key>`. */
  readonly meta?: Readonly<Record<string, string>>;
}

export interface RedeployRequest {
  readonly teamId: string | null;
  readonly projectId: string;
  /** Name of the deployment that is built again. */
  readonly name: string;
  readonly deploymentId: string;
  readonly meta: Readonly<Record<string, string>>;
}

/**
 * The four calls a redeploy needs. No method rejects. A reading call is `confirmed`, `rejected` or `retry`, never
 * `unknown`; `createRedeploy` is `unknown` whenever Vercel may have created the deployment.
 */
export interface VercelClient {
  /** GET /v9/projects/{id}: `targets.production` is the deployment that production's domains point at. */
  getProject(projectId: string, teamId: string | null): Promise<EffectOutcome<VercelProject>>;
  /** GET /v13/deployments/{id} */
  getDeployment(deploymentId: string, teamId: string | null): Promise<EffectOutcome<VercelDeployment>>;
  /** GET /v6/deployments, newest first. */
  listDeployments(filter: DeploymentFilter): Promise<EffectOutcome<readonly VercelDeployment[]>>;
  /** POST /v13/deployments?forceNew=1: builds the deployment again, for production. Vercel has no idempotency key. */
  createRedeploy(request: RedeployRequest): Promise<EffectOutcome<VercelDeployment>>;
}

/** @throws when the token or the address cannot be used at all; the message names the variable, not its value. */
export function createVercelClient(options: VercelClientOptions): VercelClient {
  const { fetch = globalThis.fetch, now = () => new Date(), timeoutMs = 15_000, breaker = null, token } = options;
  const line = { fetch, timeoutMs, breaker };
  const apiUrl = options.apiUrl ?? defaultVercelApiUrl;
  const headers = bearerHeader(token, 'VERCEL_TOKEN');
  joinUrl(apiUrl, '/', 'VERCEL_API_URL');

  async function call<Result>(
    action: string,
    path: string,
    query: ReadonlyArray<readonly [string, string | null]>,
    schema: z.ZodType<Result>,
    body?: unknown
  ): Promise<EffectOutcome<Result>> {
    const acts = body !== undefined;
    const context: CallContext = { service: 'Vercel', action, acts, timeoutMs, now };
    const url = joinUrl(apiUrl, path, 'VERCEL_API_URL');
    for (const [name, value] of query) {
      if (value !== null) {
        url.searchParams.set(name, value);
      }
    }
    const reply = await callOnce(line, { url, method: acts ? 'POST' : 'GET', headers, body });
    const json = reply.kind === 'answered' ? parseJson(reply.body) : undefined;
    const error = errorSchema.safeParse(json);
    const said = error.success ? [error.data.error.code, error.data.error.message].filter(Boolean).join(': ') : '';
    const reset = error.success ? resetSeconds(error.data, now()) : null;
    const failure = failureOf(reply, context, quoteReply(said, [token]), reset);
    if (failure !== null) {
      return failure;
    }
    const parsed = schema.safeParse(json);
    return parsed.success ? { kind: 'confirmed', result: parsed.data } : unreadableReply(context);
  }

  return {
    getProject: (projectId, teamId) =>
      call('reading the project', `/v9/projects/${encodeURIComponent(projectId)}`, [['teamId', teamId]], projectSchema),

    getDeployment: (deploymentId, teamId) =>
      call(
        'reading the production deployment',
        `/v13/deployments/${encodeURIComponent(deploymentId)}`,
        [['teamId', teamId]],
        deploymentSchema
      ),

    listDeployments: ({ projectId, teamId, target, states, limit, meta }) =>
      call(
        'listing the deployments',
        '/v6/deployments',
        [
          ['projectId', projectId],
          ['teamId', teamId],
          ['target', target ?? null],
          ['state', states?.join(',') ?? null],
          ['limit', String(limit)],
          ...Object.entries(meta ?? {}).map(([key, value]) => [`meta-${key}`, value] as const),
        ],
        deploymentListSchema
      ),

    createRedeploy: ({ teamId, projectId, name, deploymentId, meta }) =>
      call(
        'creating the redeploy',
        '/v13/deployments',
        [
          ['forceNew', '1'],
          ['teamId', teamId],
        ],
        deploymentSchema,
        // Without `target` Vercel makes a preview; without `deploymentId` it builds the newest commit.
        { name, project: projectId, deploymentId, target: 'production', meta }
      ),
  };
}

/** `limit.reset` of a 429 is a unix time in seconds; milliseconds are taken too (vercel.com/docs/rest-api/errors). */
function resetSeconds({ error }: z.infer<typeof errorSchema>, now: Date): number | null {
  const reset = error.limit?.reset;
  if (reset === undefined) {
    return null;
  }
  const resetMs = reset > 1e11 ? reset : reset * 1000;
  return Math.max(0, Math.ceil((resetMs - now.getTime()) / 1000));
}
