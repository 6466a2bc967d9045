import { fuzzLineProtocol, fuzzSummary } from './parsers';
import { fuzzIngest } from './ingest';

/** The same few cases every time; `npm run test:security` tries many others. */
const few = { seed: 20_261_201, cases: 400 };

it.each([
  ['line protocol', fuzzLineProtocol],
  ["k6's summaries", fuzzSummary],
])('%s, broken in every way, is read or refused', async (_what, run) => {
  expect(await run(few)).toMatchObject({ cases: 400, findings: [] });
});

it('samples, broken in every way, are answered by the ingest route without an error of the server', async () => {
  expect(await fuzzIngest({ ...few, cases: 100 })).toMatchObject({ cases: 100, findings: [] });
}, 180_000);
