import { useMutation } from '@tanstack/react-query';
import { array, object, record, string, unknown } from 'zod/mini';
import { report } from '../../api/interactions';
import { askSidecar, exactly } from '../../api/sidecar';
import { saveFile } from '../../components/saveFile';

const summarySchema = object({
  runId: string(),
  instances: array(object({ instance: string(), summary: record(string(), unknown()) })),
});
const readSummary = exactly(summarySchema, 'raw summary');

/** Fetches what k6 itself has summed up and saves it; the name of the file is the answer. */
export function useSummaryDownload(runId: string) {
  return useMutation({
    mutationFn: async () => {
      const summary = await askSidecar('getRunSummary', readSummary, { request: [{ path: { id: runId } }] });
      const name = `${runId}-summary.json`;
      saveFile(name, `${JSON.stringify(summary, null, 2)}\n`, 'application/json');
      report('summary_downloaded', { instances: summary.instances.length });
      return name;
    },
  });
}
