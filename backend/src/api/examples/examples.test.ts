import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { problemSchema } from '../../http/problem';
import { keyOfScope, openWholeSidecar, type WholeSidecar } from '../../testing/whole-sidecar';
import { apiExamples } from '.';
import { requestFigures } from './checkout-run';
import { evidenceFacts } from './evidence';
import { failedRunDetail } from './run-detail';
import { failedRunSeries } from './run-series';

interface Media {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value?: unknown; readonly $ref?: string }>>;
}
interface Described {
  readonly content?: Readonly<Record<string, Media>>;
}
interface Operation {
  readonly operationId: string;
  readonly requestBody?: Described;
  readonly responses: Readonly<Record<string, Described>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly examples?: Readonly<Record<string, { readonly value: unknown }>> };
}
/** The zod schemas of a route, as it was registered. */
interface RouteSchemas {
  readonly body?: unknown;
  readonly response?: unknown;
}

describe('the examples of the OpenAPI document', () => {
  let sidecar: WholeSidecar;
  let document: Document;
  let operations: readonly Operation[];
  const schemas = new Map<string, RouteSchemas>();

  beforeAll(async () => {
    const listen = (message: unknown) => {
      const { fastify } = message as { readonly fastify: FastifyInstance };
      fastify.addHook('onRoute', ({ schema }) => {
        if (schema?.operationId !== undefined) {
          schemas.set(schema.operationId, schema);
        }
      });
    };
    subscribe('fastify.initialization', listen);
    sidecar = await openWholeSidecar();
    unsubscribe('fastify.initialization', listen);
    document = (await sidecar.app.inject('/openapi.json')).json<Document>();
    operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  }, 180_000);
  afterAll(() => sidecar.close());

  const valuesOf = (described: Described | undefined): unknown[] =>
    Object.values(described?.content ?? {}).flatMap(({ example, examples }) =>
      examples === undefined ? [example] : Object.values(examples).map(({ value }) => value)
    );
  const successes = (operation: Operation) =>
    Object.entries(operation.responses).filter(([status]) => /^2\d\d$/.test(status));

  it('shows every body that is sent, and every answer of a success', () => {
    const lacking = operations.flatMap((operation) =>
      [['body', operation.requestBody] as const, ...successes(operation)]
        .filter(([, described]) => valuesOf(described).some((value) => value === undefined))
        .map(([part]) => `${operation.operationId}: ${part}`)
    );
    expect(lacking).toEqual([]);
    expect(Object.keys(apiExamples.operations).sort()).toEqual(operations.map((each) => each.operationId).sort());
  });

  it('shows bodies that the routes accept', () => {
    const sent = operations.flatMap(({ operationId, requestBody }) =>
      valuesOf(requestBody).map((value) => [operationId, value] as const)
    );
    expect(sent.length).toBeGreaterThan(8);
    for (const [id, value] of sent) {
      expect([id, zodSchema(schemas.get(id)?.body).safeParse(value).error]).toEqual([id, undefined]);
    }
  });

  it('shows answers just as the routes give them, with nothing left out or added', () => {
    for (const operation of operations) {
      const { answers = {} } = apiExamples.operations[operation.operationId] ?? {};
      for (const [status, value] of Object.entries(answers)) {
        const schema = zodSchema(Object(schemas.get(operation.operationId)?.response)[status]);
        expect([operation.operationId, status, schema.parse(value)]).toEqual([operation.operationId, status, value]);
        expect(valuesOf(operation.responses[status])).toEqual([value]);
      }
    }
  });

  it('shows a problem document for what clients meet most', () => {
    const announced = operations.find(({ operationId }) => operationId === 'announceRun');
    for (const status of ['400', '401', '409', '503']) {
      const [media] = Object.values(announced?.responses[status]?.content ?? {});
      expect(media?.examples).toEqual({ problem: { $ref: `#/components/examples/Problem${status}` } });
      const problem = problemSchema.strict().parse(document.components.examples?.[`Problem${status}`]?.value);
      expect(problem.status).toBe(Number(status));
    }
  });

  it('is refused as it shows', async () => {
    const noKey = await sidecar.app.inject('/api/v1/runs');
    expect({ ...noKey.json<object>(), requestId: 'x' }).toEqual({
      ...Object(apiExamples.problems[401]),
      requestId: 'x',
    });
    const body = { ...Object(apiExamples.operations.announceRun?.body), id: 'checkout ci', reporter: 'ci' };
    const wrong = await announce(body);
    expect({ ...wrong.json<object>(), requestId: 'x' }).toEqual({
      ...Object(apiExamples.problems[400]),
      requestId: 'x',
    });
  });

  it('can be sent as it stands: a run with its parts, and its samples', async () => {
    const { announceRun, completeRun, writeInflux1 } = apiExamples.operations;
    const body = Object(announceRun?.body) as { readonly id: string };
    expect((await announce(body)).statusCode).toBe(201);
    expect({ ...(await announce({ ...body, expectedInstances: 2 })).json<object>(), requestId: 'x' }).toEqual({
      ...Object(apiExamples.problems[409]),
      requestId: 'x',
    });
    for (const part of Object.values(completeRun?.bodies ?? {})) {
      const url = `/api/v1/runs/${body.id}/complete`;
      const answer = await sidecar.app.inject({
        method: 'POST',
        url,
        headers: keyOfScope('admin'),
        payload: Object(part),
      });
      expect([answer.statusCode, answer.json<{ state: string }>().state]).toEqual([202, 'recorded']);
    }
    const samples = { method: 'POST', url: '/write?db=k6', headers: keyOfScope('admin') } as const;
    const written = await sidecar.app.inject({ ...samples, payload: String(writeInflux1?.body) });
    expect([written.statusCode, written.body]).toEqual([204, '']);
  });

  const announce = (payload: object) =>
    sidecar.app.inject({ method: 'POST', url: '/api/v1/runs', headers: keyOfScope('admin'), payload });

  it('names metrics that there are', async () => {
    const metrics = String(apiExamples.operations.getMetrics?.answers?.[200]);
    const told = (await sidecar.app.inject({ url: '/metrics', headers: keyOfScope('admin') })).body;
    const described = metrics.split('\n').filter((line) => line.startsWith('#'));
    expect(described.filter((line) => !told.includes(line))).toEqual([]);
  });

  it('has figures that agree with one another', () => {
    const figures = allObjects(apiExamples).filter((each) => typeof each.errorRate === 'number' && 'requests' in each);
    expect(figures.length).toBeGreaterThan(5);
    for (const each of figures) {
      expect(each.errorRate).toBe(Number(each.failedRequests) / Number(each.errorRateSamples));
    }
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const { points, stepSeconds } = failedRunSeries;
    expect(sum(points.map((point) => point.requestsPerSecond * stepSeconds))).toBe(requestFigures.requests);
    expect(sum(points.map((point) => point.failedRequestsPerSecond * stepSeconds))).toBe(requestFigures.failedRequests);
    for (const parts of [failedRunDetail.endpoints, failedRunDetail.statusCodes]) {
      expect(sum(parts.map(({ requests }) => requests))).toBe(requestFigures.requests);
    }
    for (const { value, limit, margin } of failedRunDetail.thresholds) {
      expect(margin).toBeCloseTo(Number(value) - Number(limit), 3);
    }
    const known = evidenceFacts.map(({ id }) => id);
    expect(failedRunDetail.diagnosis?.evidenceIds.filter((id) => !known.includes(id))).toEqual([]);
  });

  it('holds no key, no secret, and no address that somebody has', () => {
    const text = JSON.stringify(apiExamples);
    expect(text).not.toMatch(/Bearer (?!<key>)|Basic |xox[abp]-|glsa_|sk-ant|ltm_|hooks\.slack|password/i);
    const hosts = [...text.matchAll(/https?:\/\/([^/"\\ ]+)/g)].map(([, host = '']) => host.replace(/\.$/, ''));
    expect(hosts.filter((host) => !host.endsWith('.example.com'))).toEqual([]);
    expect(text).not.toMatch(/127\.0\.0\.1|localhost|\/(?:tmp|root|home|work)\//);
  });
});

/** Of a body or an answer; for what is no JSON the route names it by its media type. */
function zodSchema(schema: unknown): z.ZodType {
  if (schema instanceof z.ZodType) {
    return schema;
  }
  const [media] = Object.values(Object(Object(schema).content) as Record<string, { readonly schema?: unknown }>);
  if (media?.schema instanceof z.ZodType) {
    return media.schema;
  }
  throw new Error('The route has no schema for it.');
}

function allObjects(value: unknown): Array<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const inside = Object.values(value).flatMap(allObjects);
  return Array.isArray(value) ? inside : [value as Record<string, unknown>, ...inside];
}
