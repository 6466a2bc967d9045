import type { OperationExamples } from '../../http';
import { failedRunId } from './checkout-run';

const tags = `method=POST,name=checkout,scenario=customers,status=500,testid=${failedRunId}`;
/** One request of k6: `precision` is left out, so times are in ns. */
const lines = [
  `http_reqs,${tags} value=1 1796030412561000000`,
  `http_req_duration,${tags} value=7.51 1796030412561000000`,
  `http_req_failed,${tags} value=1 1796030412561000000`,
  '',
].join('\n');

const created = { results: [{ statement_id: 0 }] };

/** What k6's own outputs send. */
export const ingestExamples: Readonly<Record<string, OperationExamples>> = {
  writeInflux1: { body: lines },
  writeInflux2: { body: lines },
  queryInflux1: { answers: { 200: created } },
  postQueryInflux1: { body: { q: 'CREATE DATABASE k6' }, answers: { 200: created } },
};
