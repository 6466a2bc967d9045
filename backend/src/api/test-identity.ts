import { z } from 'zod';
import { conflict, notFound, type HttpApp } from '../http';
import { suggestion } from '../lib/suggestion';
import type { Catalogue, LoadTest } from '../model/load-test';
import { testNameSchema } from '../model/protocol';

const identitySchema = z.object({
  name: z.string(),
  target: z.string(),
  environment: z.string(),
  scriptHash: z.string().describe("SHA-256 of the script file's bytes"),
});
z.globalRegistry.add(identitySchema, { id: 'LoadTestIdentity' });

/**
 * The load test of this name.
 * @throws Problem 404 that names the near one, and those that there are
 */
export function existingTest({ tests }: Catalogue, name: string): LoadTest {
  const test = tests.get(name);
  if (test === undefined) {
    const names = [...tests.keys()];
    const meant = suggestion(name, names);
    const near = meant === null ? '.' : `; did you mean "${meant}"?`;
    throw notFound(`There is no load test "${name}"${near} The catalogue has: ${names.join(', ') || 'none'}.`);
  }
  return test;
}

/**
 * The load test of this name, which people may start.
 * @throws Problem 404; 409 where its triggers lack `manual`
 */
export function startableTest(catalogue: Catalogue, name: string): LoadTest {
  const test = existingTest(catalogue, name);
  if (!test.triggers.includes('manual')) {
    throw conflict(
      `The catalogue does not let people start "${name}" (triggers: ${test.triggers.join(', ') || 'none'}). ` +
        'Add manual to its triggers.'
    );
  }
  return test;
}

/** What a reporter has to announce for its run to count; with the key of a reporter, which need not read anything else. */
export function testIdentityRoute(app: HttpApp, catalogue: () => Catalogue): void {
  app.get(
    '/api/v1/tests/:name/identity',
    {
      config: { scope: 'ingest' },
      schema: {
        tags: ['load tests'],
        operationId: 'getLoadTestIdentity',
        summary: 'What a run of the load test has to be announced as to count',
        params: z.object({ name: testNameSchema }),
        response: { 200: identitySchema.describe('Target, environment and script of the load test') },
        problems: { 404: 'The catalogue has no such load test' },
      },
    },
    async (request) => {
      const { name, target, environment, scriptHash } = existingTest(catalogue(), request.params.name);
      return { name, target, environment, scriptHash };
    }
  );
}
