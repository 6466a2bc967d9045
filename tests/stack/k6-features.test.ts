import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import { startTarget, type Target } from '../fixtures/k6/target';
import { runK6 } from '../monitor/k6-process';
import { scriptFolder } from './catalogue';
import { exportedFigures, expectSameFigures, figuresOfSamples } from './figures';

/** Every key of a summary with its place in it; the values differ from run to run. */
function keysOf(value: unknown, place = ''): string[] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [`${place}/${key}`, ...keysOf(inner, `${place}/${key}`)])
    : [];
}

describeWith(['K6_BIN'], 'the feature native-histograms of k6 2', () => {
  let target: Target;
  let folder: string;
  beforeAll(async () => {
    [target, folder] = await Promise.all([startTarget(), mkdtemp(join(tmpdir(), 'features-'))]);
  });
  afterAll(async () => {
    await Promise.all([target.close(), rm(folder, { recursive: true, force: true })]);
  });

  async function run(name: string, env: Readonly<Record<string, string>>) {
    const files = { summary: join(folder, `${name}.summary.json`), samples: join(folder, `${name}.samples.json`) };
    const args = ['--summary-export', files.summary, '--out', `json=${files.samples}`, '-e', `TARGET=${target.url}`];
    const script = join(scriptFolder, 'passing.js');
    const { exitCode } = await runK6(realPart('K6_BIN') ?? '', [...args, '--iterations', '120', script], env);
    expect(exitCode).toBe(0);
    return { samplesFile: files.samples, ...(await exportedFigures(files.summary)) };
  }

  it('leaves the summary as it is: the same keys, and figures computed from every sample', async () => {
    const [usual, featured] = await Promise.all([
      run('usual', {}),
      run('featured', { K6_FEATURES: 'native-histograms' }),
    ]);
    // k6 has taken the feature for on, and says so on every sample.
    const tag = '"k6_feature_native_histograms":"true"';
    expect(await readFile(usual.samplesFile, 'utf8')).not.toContain(tag);
    expect(await readFile(featured.samplesFile, 'utf8')).toContain(tag);

    expect(keysOf(featured.summary).sort()).toEqual(keysOf(usual.summary).sort());
    expect(featured.figures.requests).toBeGreaterThan(40);
    expectSameFigures(featured.figures, await figuresOfSamples([featured.samplesFile]));
  }, 180_000);
});
