import { nothingMeasured, pickFigures, runFiguresSchema } from './figures';

it('picks the figures by name, and nothing else of a record', () => {
  const run = { ...nothingMeasured, id: 'run-1', requests: 500, errorRate: 0.002 };
  expect(pickFigures(runFiguresSchema.pick({ requests: true, errorRate: true }), run)).toEqual({
    requests: 500,
    errorRate: 0.002,
  });
});

it('knows a run of which nothing came by its counts of 0, and by no figure that reads as measured', () => {
  const { requests, failedRequests, errorRateSamples, ...others } = nothingMeasured;
  expect([requests, failedRequests, errorRateSamples]).toEqual([0, 0, 0]);
  expect(new Set(Object.values(others))).toEqual(new Set([null]));
});
