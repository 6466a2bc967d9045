import { z } from 'zod';
import { bearerCredential, startScriptedServer, type Fake, type FakeReply, type IncomingCall } from './scripted-server';

export type FakeReadyState = 'QUEUED' | 'INITIALIZING' | 'BUILDING' | 'READY' | 'ERROR' | 'CANCELED';

export interface FakeDeployment {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  /** Host name, without scheme. */
  readonly url: string;
  /** Null is a preview. */
  readonly target: 'production' | null;
  readyState: FakeReadyState;
  aliasAssigned: boolean;
  readonly aliasError?: { readonly code: string; readonly message: string };
  readonly checksConclusion?: 'succeeded' | 'failed' | 'skipped' | 'canceled';
  /** Unix time in ms. */
  readonly createdAt: number;
  readonly meta: Readonly<Record<string, string>>;
}

export interface FakeProjectOptions {
  readonly id: string;
  readonly name: string;
  /** A call without this `teamId` does not see the project. */
  readonly teamId?: string;
  /** Default: a READY one of an hour ago, `dpl_<name>_1`. Null: nothing is in production. */
  readonly productionDeployment?: { readonly id?: string; readonly createdAt?: number; readonly sha?: string } | null;
}

export interface FakeVercelOptions {
  readonly projects: readonly FakeProjectOptions[];
  readonly port?: number;
  readonly host?: string;
  readonly now?: () => Date;
  readonly token?: string;
  /** True: a new deployment is live at once; otherwise `advance()` moves it on. */
  readonly readyAtOnce?: boolean;
  /** Called when a redeploy was asked for, before it is live. */
  readonly onRedeploy?: (projectId: string) => void;
}

export interface FakeVercel extends Fake {
  readonly token: string;
  /** Oldest first. */
  readonly deployments: readonly FakeDeployment[];
  /** The calls that asked for a deployment, as they came in. */
  readonly redeploys: ReadonlyArray<IncomingCall['body']>;
  /** Moves a deployment (default: all that are under way) one state on; READY puts a production one live. */
  advance(deploymentId?: string): void;
  /** Adds a deployment, as a push of somebody else would. */
  addDeployment(
    deployment: Pick<FakeDeployment, 'projectId' | 'target' | 'readyState'> & Partial<FakeDeployment>
  ): FakeDeployment;
  setState(deploymentId: string, readyState: FakeReadyState): void;
  /** What Vercel says of a deployment from now on, whatever is in production. */
  changeDeployment(deploymentId: string, change: Partial<FakeDeployment>): void;
  /** What production's domains point at. */
  setProduction(projectId: string, deploymentId: string | null): void;
  productionOf(projectId: string): FakeDeployment | null;
}

interface FakeProject {
  readonly id: string;
  readonly name: string;
  readonly teamId: string | null;
  productionId: string | null;
}

const createSchema = z.object({
  name: z.string().min(1),
  project: z.string().optional(),
  deploymentId: z.string().optional(),
  target: z.string().optional(),
  meta: z.record(z.string(), z.string()).default({}),
});
const listSchema = z.object({
  projectId: z.string().optional(),
  target: z.string().optional(),
  state: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
const nextState: Partial<Record<FakeReadyState, FakeReadyState>> = {
  QUEUED: 'BUILDING',
  INITIALIZING: 'BUILDING',
  BUILDING: 'READY',
};

/** Vercel's projects and deployments, as far as a redeploy uses them (vercel.com/docs/rest-api). */
export async function startFakeVercel(options: FakeVercelOptions): Promise<FakeVercel> {
  const { port, host, now = () => new Date(), token = 'fake-vercel-token', readyAtOnce = false } = options;
  const deployments: FakeDeployment[] = [];
  const redeploys: unknown[] = [];
  const projects: FakeProject[] = options.projects.map(({ id, name, teamId = null }) => ({
    id,
    name,
    teamId,
    productionId: null,
  }));

  const addDeployment: FakeVercel['addDeployment'] = (given) => {
    const name = given.name ?? projects.find(({ id }) => id === given.projectId)?.name ?? given.projectId;
    const id = given.id ?? `dpl_${name}_${deployments.length + 1}`;
    const deployment = {
      name,
      createdAt: now().getTime(),
      meta: {},
      aliasAssigned: given.readyState === 'READY' && given.target === 'production',
      ...given,
      id,
      url: given.url ?? `${id.toLowerCase().replaceAll('_', '-')}.vercel.app`,
    };
    deployments.push(deployment);
    return deployment;
  };
  const find = (id: string | undefined) => deployments.find((deployment) => deployment.id === id);
  const projectOf = (idOrName: string | undefined) =>
    projects.find(({ id, name }) => id === idOrName || name === idOrName);

  for (const { id, productionDeployment: given, name } of options.projects) {
    if (given !== null) {
      const production = addDeployment({
        id: given?.id ?? `dpl_${name}_1`,
        projectId: id,
        target: 'production',
        readyState: 'READY',
        createdAt: given?.createdAt ?? now().getTime() - 3_600_000,
        meta: given?.sha === undefined ? {} : { githubCommitSha: given.sha },
      });
      setProduction(id, production.id);
    }
  }

  function setProduction(projectId: string, deploymentId: string | null): void {
    const project = projectOf(projectId);
    if (project !== undefined) {
      project.productionId = deploymentId;
    }
  }

  function setState(deploymentId: string, readyState: FakeReadyState): void {
    const deployment = find(deploymentId);
    if (deployment === undefined) {
      throw new Error(`the fake has no deployment ${deploymentId}`);
    }
    deployment.readyState = readyState;
    if (readyState === 'READY' && deployment.target === 'production') {
      deployment.aliasAssigned = true;
      setProduction(deployment.projectId, deployment.id);
    }
  }

  function visible(project: FakeProject | undefined, query: URLSearchParams): project is FakeProject {
    return project !== undefined && project.teamId === query.get('teamId');
  }

  function readProject(id: string, query: URLSearchParams): FakeReply {
    const project = projectOf(id);
    if (!visible(project, query)) {
      return failure(404, 'not_found', 'Project not found.');
    }
    const production = find(project.productionId ?? undefined);
    const targets =
      production === undefined ? {} : { production: { ...production, alias: [`${project.name}.example`] } };
    return { status: 200, body: { id: project.id, name: project.name, accountId: project.teamId, targets } };
  }

  function readDeployment(id: string, query: URLSearchParams): FakeReply {
    const deployment = find(id);
    return deployment !== undefined && visible(projectOf(deployment.projectId), query)
      ? { status: 200, body: deployment }
      : failure(404, 'not_found', 'The deployment could not be found.');
  }

  function listDeployments(query: URLSearchParams): FakeReply {
    const filter = listSchema.safeParse(Object.fromEntries(query));
    if (!filter.success) {
      return failure(400, 'bad_request', 'Invalid request: invalid query.');
    }
    const { projectId, target, state, limit } = filter.data;
    const states = state?.split(',');
    const meta = [...query].filter(([key]) => key.startsWith('meta-')).map(([key, value]) => [key.slice(5), value]);
    const found = deployments
      .filter((one) => visible(projectOf(one.projectId), query))
      .filter((one) => projectId === undefined || projectOf(projectId)?.id === one.projectId)
      .filter((one) => target === undefined || one.target === target)
      .filter((one) => states === undefined || states.includes(one.readyState))
      .filter((one) => meta.every(([key, value]) => one.meta[key ?? ''] === value))
      .sort((one, other) => other.createdAt - one.createdAt);
    const listed = found.slice(0, limit).map(({ id, readyState, createdAt, ...rest }) => ({
      uid: id,
      ...rest,
      state: readyState,
      readyState,
      created: createdAt,
      createdAt,
    }));
    return { status: 200, body: { deployments: listed, pagination: { count: listed.length, next: null, prev: null } } };
  }

  function createDeployment({ body, query }: IncomingCall): FakeReply {
    redeploys.push(body);
    const parsed = createSchema.safeParse(body);
    if (!parsed.success) {
      return failure(400, 'bad_request', `Invalid request: ${parsed.error.issues[0]?.message ?? 'bad body'}.`);
    }
    const { name, project: wanted, deploymentId, target, meta } = parsed.data;
    const source = find(deploymentId);
    const project = projectOf(wanted ?? source?.projectId ?? name);
    if (!visible(project, query)) {
      return failure(404, 'not_found', 'Project not found.');
    }
    if (source === undefined || source.projectId !== project.id) {
      return failure(404, 'not_found', 'The deployment could not be found.');
    }
    const deployment = addDeployment({
      name,
      projectId: project.id,
      target: target === 'production' ? 'production' : null,
      readyState: 'QUEUED',
      meta: { ...source.meta, ...meta },
    });
    options.onRedeploy?.(project.id);
    if (readyAtOnce) {
      setState(deployment.id, 'READY');
    }
    return { status: 200, body: { ...deployment, inspectorUrl: `https://vercel.com/fake/${deployment.id}` } };
  }

  function handle(call: IncomingCall): FakeReply {
    if (call.credential !== 'right') {
      return call.credential === 'missing'
        ? failure(401, 'unauthorized', 'No authorization token was found.')
        : failure(403, 'forbidden', 'Not authorized');
    }
    const [, version, kind, id] = call.path.split('/').map(decodeURIComponent);
    switch (`${call.method} ${version ?? ''}/${kind ?? ''}${id === undefined ? '' : '/one'}`) {
      case 'GET v9/projects/one':
        return readProject(id ?? '', call.query);
      case 'GET v13/deployments/one':
        return readDeployment(id ?? '', call.query);
      case 'GET v6/deployments':
        return listDeployments(call.query);
      case 'POST v13/deployments':
        return createDeployment(call);
      default:
        return failure(404, 'not_found', 'The requested API endpoint was not found.');
    }
  }

  const server = await startScriptedServer({
    port,
    ...(host === undefined ? {} : { host }),
    now,
    handle,
    credentialOf: (_path, authorization) => bearerCredential(authorization, token),
  });

  return {
    ...server,
    token,
    deployments,
    redeploys,
    addDeployment,
    setState,
    changeDeployment(id, change) {
      Object.assign(find(id) ?? {}, change);
    },
    setProduction,
    productionOf: (projectId) => find(projectOf(projectId)?.productionId ?? undefined) ?? null,
    advance: (deploymentId) =>
      deployments
        .filter(({ id }) => deploymentId === undefined || id === deploymentId)
        .forEach(({ id, readyState }) => {
          const next = nextState[readyState];
          if (next !== undefined) {
            setState(id, next);
          }
        }),
  };
}

function failure(status: number, code: string, message: string): FakeReply {
  return { status, body: { error: { code, message } } };
}
