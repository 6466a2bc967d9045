import { type Scope, scopes } from '../model/api-key';
import { keyOfScope, openWholeSidecar, signedBy, type WholeSidecar } from '../testing/whole-sidecar';

/** Who may call an operation: keys with one of these scopes, whoever has signed the body, or anybody on loopback. */
type Rule = readonly Scope[] | 'signature' | 'anybody';

const read: Rule = ['read', 'admin'];
const ingest: Rule = ['ingest', 'admin'];
const operate: Rule = ['operate', 'admin'];
const banner: Rule = ['banner', 'admin'];

/** Written by hand, so that neither a route nor its document can change who may call it unnoticed. */
const rules: Readonly<Record<string, Rule>> = {
  getMetrics: 'anybody',
  getLiveness: 'anybody',
  getReadiness: 'anybody',
  announceRun: ingest,
  completeRun: ingest,
  getLoadTestIdentity: ingest,
  writeInflux1: ingest,
  writeInflux2: ingest,
  queryInflux1: ingest,
  postQueryInflux1: ingest,
  listRuns: read,
  getRun: read,
  getRunSeries: read,
  getRunEvidence: read,
  getRunSummary: read,
  getRunVerdict: read,
  compareRuns: read,
  exportFeedbackCases: read,
  getStatus: read,
  listLoadTests: read,
  getTrend: read,
  listIncidents: read,
  getIncident: read,
  getRemediationSwitch: read,
  streamEvents: read,
  stopRun: operate,
  giveFeedback: operate,
  testSlack: operate,
  rebuildAnnotations: operate,
  pinBaseline: operate,
  runLoadTest: operate,
  askGateByFlagger: operate,
  askGateByArgoRollouts: operate,
  acknowledgeIncident: operate,
  approveRedeploy: operate,
  rejectRedeploy: operate,
  closeIncident: operate,
  setRemediationSwitch: operate,
  resetBreaker: operate,
  getBanner: banner,
  getBannerResults: banner,
  takeVercelEvent: 'signature',
  takeDeploymentEvent: 'signature',
};

interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
}

describe('who may call what', () => {
  let sidecar: WholeSidecar;
  let url: string;
  let operations: readonly Operation[];

  beforeAll(async () => {
    const limits = { requestsPerMinute: 100_000, notFoundPerMinute: 100_000, failedAuthPerMinute: 100_000 };
    sidecar = await openWholeSidecar({ http: { limits } });
    const { paths } = JSON.parse((await sidecar.app.inject('/openapi.json')).body) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
    };
    operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId }]) => ({ operationId, method: method.toUpperCase(), path }))
    );
    url = await sidecar.app.listen({ host: '127.0.0.1', port: 0 });
  }, 180_000);
  afterAll(() => sidecar.close());

  /** Nothing with the id or name `x` is there: who is let in changes nothing. */
  async function ask({ method, path }: Operation, headers: Readonly<Record<string, string>>): Promise<number> {
    const answer = await fetch(`${url}${path.replace(/\{\w+\}/g, 'x')}`, { method, headers });
    // The stream of events has no end.
    await answer.body?.cancel();
    return answer.status;
  }

  /** Operations where these headers are answered otherwise than as `isRight` says. */
  async function wrong(
    headers: Readonly<Record<string, string>>,
    isRight: (status: number, rule: Rule | undefined) => boolean
  ): Promise<readonly string[]> {
    const found: string[] = [];
    for (const operation of operations) {
      const status = await ask(operation, headers);
      if (!isRight(status, rules[operation.operationId])) {
        found.push(`${operation.operationId}: ${status}`);
      }
    }
    return found;
  }

  it('has a rule for every operation, and an operation for every rule', () => {
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(rules).sort());
  });

  it.each(scopes)('lets a key with %s in where its rule says so, and is 403 elsewhere', async (scope) => {
    const isRight = (status: number, rule: Rule | undefined) =>
      Array.isArray(rule) && !rule.includes(scope)
        ? status === 403
        : rule === 'signature'
          ? status === 401
          : status !== 401 && status !== 403;
    expect(await wrong(keyOfScope(scope), isRight)).toEqual([]);
  });

  it.each([
    ['no key', {}],
    ['a key that nobody has', { authorization: 'Bearer not-a-key-of-anybody' }],
  ])(
    'answers %s with 401 wherever a key or a signature is asked for',
    async (_what, headers: Record<string, string>) => {
      expect(await wrong(headers, (status, rule) => (status === 401) === (rule !== 'anybody'))).toEqual([]);
    }
  );

  it('takes a signature in place of a key for webhooks alone', async () => {
    const isRight = (status: number, rule: Rule | undefined) => (status === 401) === Array.isArray(rule);
    expect(await wrong(signedBy(''), isRight)).toEqual([]);
  });
});
