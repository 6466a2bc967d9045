import { z } from 'zod';
import { addExamples, fittingExamples } from './openapi-examples';

const banner = { state: 'ok', incidents: [] };

it('shows of an answer what the route answers: without what it leaves out', () => {
  const publicBanner = z.object({ state: z.string() });
  expect(fittingExamples({ answers: { 200: banner } }, { 200: publicBanner }).answers).toEqual({
    200: { state: 'ok' },
  });
});

it('shows nothing that the route would not answer', () => {
  const other = z.object({ states: z.array(z.string()) });
  expect(fittingExamples({ answers: { 200: banner } }, { 200: other }).answers).toEqual({});
});

it('leaves a body as somebody sends it: without the defaults of its schema', () => {
  expect(fittingExamples({ body: { id: 'a' } }, {}).body).toEqual({ id: 'a' });
});

it('puts each example beside its schema, by its name where a body has several forms', () => {
  const json = (more: object = {}) => ({ content: { 'application/json': { schema: {}, ...more } } });
  const operation = { requestBody: json(), responses: { 200: json(), 304: {} } };
  addExamples(operation, { bodies: { summary: { part: 'summary' } }, answers: { 200: banner, 304: null } });
  expect(operation).toEqual({
    requestBody: json({ examples: { summary: { value: { part: 'summary' } } } }),
    responses: { 200: json({ example: banner }), 304: {} },
  });
});
