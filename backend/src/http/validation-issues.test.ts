import { z } from 'zod';
import { bearer, testHttp, type TestHttp } from '../testing/http-app';

const CANARY = 'canary-of-the-client';

describe('what is wrong with a request', () => {
  let http: TestHttp;
  beforeAll(async () => {
    http = await testHttp();
    const config = { scope: 'read' } as const;
    const text = z.string().regex(/^[a-z]+$/, 'lower-case letters');
    http.app.get(
      '/list',
      {
        config,
        schema: {
          querystring: z.strictObject({
            limit: z.coerce.number().int().min(1).max(200).default(50),
            verdict: z
              .preprocess(
                (value) => (typeof value === 'string' ? value.split(',') : value),
                z.array(z.enum(['a', 'b']))
              )
              .optional(),
            from: z.iso.datetime({ offset: true }).optional(),
            open: z.enum(['true', 'false']).optional(),
          }),
        },
      },
      () => 'ok'
    );
    http.app.post(
      '/things',
      {
        config,
        schema: {
          body: z.discriminatedUnion('part', [
            z.strictObject({ part: z.literal('one'), count: z.number().int().nonnegative().nullable() }),
            z.strictObject({
              part: z.literal('two'),
              name: text.max(5),
              url: z.url().optional(),
              year: z
                .number()
                .refine((year) => year > 2000, 'a year after 2000')
                .optional(),
              tail: z.array(z.string().max(9)).max(2).default([]),
              free: z.record(z.string(), z.unknown()).default({}),
            }),
          ]),
        },
      },
      () => 'ok'
    );
    await http.app.ready();
  });
  afterAll(() => http.app.close());

  it.each([
    ['limit=abc', 'query.limit', 'is of the wrong type', 'a whole number from 1 to 200'],
    ['limit=0', 'query.limit', 'is too small', 'a whole number from 1 to 200'],
    ['limit=1.5', 'query.limit', 'is of the wrong type', 'a whole number from 1 to 200'],
    ['verdict=a,canary', 'query.verdict.1', 'is not one of the accepted values', 'one of a, b'],
    ['open=canary', 'query.open', 'is not one of the accepted values', 'one of true, false'],
    [
      'from=canary',
      'query.from',
      'has the wrong form',
      'a date and time with its offset, such as 2025-01-31T09:30:00Z',
    ],
    ['limt=9', 'query.limt', 'is not a field that is known here', 'only limit, verdict, from, open'],
    ['%3Ccanary%3E=9', 'query', 'has a field that is not known here', 'only limit, verdict, from, open'],
  ])('of the query %s', async (query, where, what, right) => {
    const answer = await http.app.inject({ url: `/list?${query}`, headers: bearer('read') });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors).toEqual([{ where, what, right }]);
    expect(answer.body).not.toContain('canary');
  });

  it.each<[string, unknown, string, string, string]>([
    ['no kind', {}, 'body.part', 'is missing', 'one or two'],
    ['another kind', { part: CANARY }, 'body.part', 'is not one of the accepted values', 'one or two'],
    [
      'text for a number',
      { part: 'one', count: CANARY },
      'body.count',
      'is of the wrong type',
      'a whole number of at least 0 or null',
    ],
    [
      'a field of another kind',
      { part: 'one', count: 1, name: CANARY },
      'body.name',
      'is not a field that is known here',
      'only part, count',
    ],
    ['a form of our own', { part: 'two', name: '<A>' }, 'body.name', 'has the wrong form', 'lower-case letters'],
    ['a check of our own', { part: 'two', name: 'a', year: 1999 }, 'body.year', 'is not valid', 'a year after 2000'],
    ['a URL', { part: 'two', name: 'a', url: CANARY }, 'body.url', 'has the wrong form', 'a URL'],
    [
      'a long list',
      { part: 'two', name: 'a', tail: ['', '', CANARY.slice(0, 9)] },
      'body.tail',
      'is too long',
      'a list of at most 2 entries',
    ],
    [
      'a long entry',
      { part: 'two', name: 'a', tail: [CANARY] },
      'body.tail.0',
      'is too long',
      'text of at most 9 characters',
    ],
    ['text for an object', { part: 'two', name: 'a', free: CANARY }, 'body.free', 'is of the wrong type', 'an object'],
  ])('of a body with %s, without repeating it', async (_title, payload, where, what, right) => {
    const answer = await http.app.inject({
      method: 'POST',
      url: '/things',
      headers: { ...bearer('read'), 'content-type': 'application/json' },
      payload: JSON.stringify(payload),
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors).toEqual([{ where, what, right }]);
    expect(answer.body + http.logged()).not.toContain(CANARY);
  });

  it('is at most a hundred things', async () => {
    const payload = { part: 'one', count: 1, ...Object.fromEntries([...Array(150).keys()].map((n) => [`x${n}`, n])) };
    const answer = await http.app.inject({ method: 'POST', url: '/things', headers: bearer('read'), payload });
    expect(answer.json().detail).toBe('150 things are wrong with the body of the request.');
    expect(answer.json().errors).toHaveLength(100);
  });
});
