import { describeWith } from '../../backend/src/testing/real-parts';
import { startTarget, type Target } from '../fixtures/k6/target';
import { writeCatalogue, type CatalogueFolder } from './catalogue';
import { startSidecar, type StackSidecar } from './sidecar';
import { waitUntil } from './wait-until';

jest.setTimeout(120_000);

describeWith(['K6_BIN'], 'a gate that a rollout asks', () => {
  let target: Target;
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;
  beforeAll(async () => {
    target = await startTarget();
    catalogue = await writeCatalogue([
      { name: 'passing', script: 'passing.js', target: target.url },
      { name: 'failing', script: 'one-error.js', target: target.url },
    ]);
    sidecar = await startSidecar({ catalogueFile: catalogue.file });
  });
  afterAll(async () => {
    await sidecar.stop();
    await Promise.all([target.close(), catalogue.remove()]);
  });

  /** Asks as often as it is not yet. @returns the status, the body, and how many runs there are by then. */
  async function ask(path: string, body: object) {
    const answer = await waitUntil(`The answer of ${path}`, async () => {
      const asked = await sidecar.api.request('POST', `/api/v1/gates/${path}`, { key: 'operate', body });
      return asked.status === 425 ? undefined : asked;
    });
    return [answer.status, answer.body] as const;
  }
  const canary = (test: string) => ({ name: test, namespace: 'prod', checksum: '7c9d', metadata: { test } });

  it('opens once the load test that it has started has passed', async () => {
    expect(await ask('flagger', { ...canary('passing'), phase: 'Progressing' })).toEqual([
      200,
      expect.objectContaining({ test: 'passing', verdict: 'passed', counts: true }),
    ]);
    expect(await sidecar.api.runs()).toHaveLength(1);
  });

  it('stays closed after a failed one, and tells it apart', async () => {
    expect(await ask('argo-rollouts', { test: 'failing', key: 'prod/failing/7c9d' })).toEqual([
      200,
      expect.objectContaining({ outcome: 'failed', verdict: 'failed', counts: true }),
    ]);
    expect(await sidecar.api.runs()).toHaveLength(2);
  });
});
