import type { ApiExamples } from '../../http';
import { bannerExamples } from './banner';
import { gateExamples } from './gates';
import { incidentExamples } from './incidents';
import { ingestExamples } from './ingest';
import { loadTestExamples } from './load-tests';
import { operationsExamples } from './operations';
import { problemExamples } from './problems';
import { remediationExamples } from './remediation';
import { reportExamples } from './run-reports';
import { runExamples } from './runs';
import { webhookExamples } from './webhooks';

/**
 * What the OpenAPI document shows: one story, as a sidecar told it. The load test `checkout` of the environment `demo`
 * failed because one endpoint was down; a person was asked, and the next run passed.
 */
export const apiExamples: ApiExamples = {
  operations: {
    ...bannerExamples,
    ...gateExamples,
    ...incidentExamples,
    ...ingestExamples,
    ...loadTestExamples,
    ...operationsExamples,
    ...remediationExamples,
    ...reportExamples,
    ...runExamples,
    ...webhookExamples,
  },
  problems: problemExamples,
};
