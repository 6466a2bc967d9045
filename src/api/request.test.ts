import { requestOf } from './request';

it('knows where an operation is asked, and puts its parameters there', () => {
  expect(requestOf('getRun', { path: { id: 'a b/c' } })).toEqual({
    method: 'GET',
    path: 'api/v1/runs/a%20b%2Fc',
    query: {},
    body: undefined,
  });
  expect(requestOf('listRuns', { query: { limit: 5, cursor: undefined, verdict: ['failed', 'errored'] } })).toEqual({
    method: 'GET',
    path: 'api/v1/runs',
    query: { limit: 5, verdict: ['failed', 'errored'] },
    body: undefined,
  });
  expect(requestOf('completeRun', { path: { id: 'a' }, body: { part: 'exitCode', exitCode: 0 } })).toMatchObject({
    method: 'POST',
    path: 'api/v1/runs/a/complete',
    body: { part: 'exitCode', exitCode: 0 },
  });
  expect(requestOf('getBanner')).toMatchObject({ method: 'GET', path: 'api/v1/banner' });
});
