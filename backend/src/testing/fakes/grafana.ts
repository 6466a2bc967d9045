import { z } from 'zod';
import { bearerCredential, startScriptedServer, type Fake, type FakeReply, type IncomingCall } from './scripted-server';

/** An organisation annotation that the fake holds. */
export interface FakeAnnotation {
  readonly id: number;
  time: number;
  timeEnd: number;
  text: string;
  tags: readonly string[];
  readonly dashboardUID: string | null;
}

/** An alert rule, as far as the sidecar looks at it. */
export interface FakeAlertRule {
  readonly title: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly isPaused?: boolean;
  /** Only of a recording rule. */
  readonly record?: { readonly metric: string; readonly from: string };
}

export interface FakeGrafanaOptions {
  readonly port?: number;
  readonly host?: string;
  readonly now?: () => Date;
  readonly token?: string;
  /** `/grafana` when it is served under a sub-path. */
  readonly subPath?: string;
}

export interface FakeGrafana extends Fake {
  /** For `GRAFANA_URL`, with the sub-path. */
  readonly grafanaUrl: string;
  readonly token: string;
  readonly annotations: readonly FakeAnnotation[];
  /** Of the organisation; a test adds and removes them. */
  readonly alertRules: FakeAlertRule[];
}

const createSchema = z.object({
  text: z.string().min(1),
  time: z.number().int().optional(),
  timeEnd: z.number().int().optional(),
  tags: z.array(z.string()).default([]),
  dashboardUID: z.string().nullish(),
});
/** What is left out stays as it was. */
const patchSchema = createSchema
  .extend({ tags: z.array(z.string()) })
  .omit({ dashboardUID: true })
  .partial();
const filterSchema = z.object({
  from: z.coerce.number().default(0),
  to: z.coerce.number().default(0),
  limit: z.coerce.number().int().positive().default(100),
  matchAny: z.stringbool().default(false),
});

/**
 * Grafana's annotations API (grafana.com/docs/grafana/latest/developers/http_api/annotations) and the list of alert rules
 * (…/http_api/alerting_provisioning).
 */
export async function startFakeGrafana(options: FakeGrafanaOptions = {}): Promise<FakeGrafana> {
  const { port, host, now = () => new Date(), token = 'glsa_fake_grafana_token', subPath = '' } = options;
  const annotations: FakeAnnotation[] = [];
  const alertRules: FakeAlertRule[] = [];
  let lastId = 0;

  function create(body: unknown): FakeReply {
    const parsed = createSchema.safeParse(body);
    if (!parsed.success) {
      return { status: 400, body: { message: 'Failed to save annotation' } };
    }
    const { text, tags, dashboardUID = null } = parsed.data;
    const time = parsed.data.time ?? now().getTime();
    const timeEnd = parsed.data.timeEnd ?? time;
    lastId += 1;
    annotations.push({ id: lastId, text, tags, dashboardUID, time, timeEnd });
    return { status: 200, body: { message: 'Annotation added', id: lastId } };
  }

  function find(query: URLSearchParams): FakeReply {
    const filter = filterSchema.safeParse(Object.fromEntries(query));
    if (!filter.success) {
      return { status: 400, body: { message: 'bad request data' } };
    }
    const { from, to, limit, matchAny } = filter.data;
    const tags = query.getAll('tags');
    const found = annotations
      .filter((annotation) => {
        const hits = tags.filter((tag) => annotation.tags.includes(tag)).length;
        const inTime = from === 0 || to === 0 || (annotation.time <= to && annotation.timeEnd >= from);
        return inTime && (tags.length === 0 || (matchAny ? hits > 0 : hits === tags.length));
      })
      .sort((one, other) => other.time - one.time);
    return { status: 200, body: found.slice(0, limit) };
  }

  function change(id: number, body: unknown): FakeReply {
    const annotation = annotations.find((candidate) => candidate.id === id);
    const patch = patchSchema.safeParse(body);
    if (annotation === undefined) {
      return { status: 404, body: { message: 'Could not find annotation to update' } };
    }
    if (!patch.success) {
      return { status: 400, body: { message: 'bad request data' } };
    }
    Object.assign(annotation, patch.data);
    return { status: 200, body: { message: 'Annotation patched' } };
  }

  function remove(id: number): FakeReply {
    const index = annotations.findIndex((annotation) => annotation.id === id);
    if (index < 0) {
      return { status: 404, body: { message: 'Could not find annotation' } };
    }
    annotations.splice(index, 1);
    return { status: 200, body: { message: 'Annotation deleted' } };
  }

  function handle({ method, path, query, credential, body }: IncomingCall): FakeReply {
    const ownPath = path.startsWith(subPath) ? path.slice(subPath.length) : '';
    const asksForRules = method === 'GET' && ownPath === '/api/v1/provisioning/alert-rules';
    const route = /^\/api\/annotations(?:\/(\d+))?$/.exec(ownPath);
    if (route === null && !asksForRules) {
      return { status: 404, body: { message: 'Not found' } };
    }
    if (credential !== 'right') {
      return { status: 401, body: { message: credential === 'missing' ? 'Unauthorized' : 'Invalid API key' } };
    }
    if (route === null) {
      return { status: 200, body: alertRules.map((rule, index) => ({ id: index + 1, orgID: 1, ...rule })) };
    }
    const id = route[1];
    switch (`${method} ${id === undefined ? 'all' : 'one'}`) {
      case 'POST all':
        return create(body);
      case 'GET all':
        return find(query);
      case 'PATCH one':
        return change(Number(id), body);
      case 'DELETE one':
        return remove(Number(id));
      default:
        return { status: 404, body: { message: 'Not found' } };
    }
  }

  const server = await startScriptedServer({
    port,
    ...(host === undefined ? {} : { host }),
    now,
    handle,
    credentialOf: (_path, authorization) => bearerCredential(authorization, token),
  });
  return { ...server, grafanaUrl: `${server.url}${subPath}`, token, annotations, alertRules };
}
