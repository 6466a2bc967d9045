import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { z } from 'zod';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import { repository } from '../generated-files';

const folder = path.join(repository, '.github/workflows');
const workflow = (file: string) => readFile(path.join(folder, file), 'utf8');

const stepSchema = z.object({ run: z.string().optional() });
const workflowSchema = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      'timeout-minutes': z.number(),
      strategy: z.object({ matrix: z.record(z.string(), z.array(z.string())) }).optional(),
      steps: z.array(stepSchema),
    })
  ),
});
const parsed = async (file: string) => workflowSchema.parse(parse(await workflow(file)));

describe('the workflows', () => {
  it('may by themselves only read, and no job runs for hours', async () => {
    const files = (await readdir(folder)).sort();
    expect(files).toEqual(['ci.yml', 'e2e.yml', 'release.yml']);
    for (const file of files) {
      const { permissions, jobs } = await parsed(file);
      expect(permissions).toEqual({ contents: 'read' });
      Object.values(jobs).forEach((job) => expect(job['timeout-minutes']).toBeLessThanOrEqual(90));
    }
  });

  it('name no command of npm that there is not', async () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(await readFile(path.join(repository, 'package.json'), 'utf8')));
    const texts = await Promise.all((await readdir(folder)).map(workflow));
    const named = texts.flatMap((text) =>
      [...text.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name]) => name)
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => scripts[name ?? ''] === undefined)).toEqual([]);
  });

  it('try the app in every Grafana that its documentation names', async () => {
    const { jobs } = await parsed('e2e.yml');
    const releases = jobs.grafana?.strategy?.matrix.grafana?.map((release) => release.split('.').slice(0, 2).join('.'));
    expect(releases).toEqual(['12.3', '13.0', '13.2']);
    expect(await readFile(path.join(repository, 'README.md'), 'utf8')).toContain('(12.3, 13.0 and 13.2)');
  });

  it('release only what has passed everything, and only with notes of that very version', async () => {
    const { jobs } = await parsed('release.yml');
    expect(jobs.check?.steps.map(({ run }) => run)).toContain('.ci/run');
    expect(parse(await workflow('release.yml'))).toMatchObject({ jobs: { release: { needs: 'check' } } });
    expect(jobs.release?.steps.map(({ run }) => run)).toContainEqual(
      expect.stringMatching(/npm run --silent release -- --check/)
    );
  });
});

describeWith(['ACTIONLINT_BIN'], 'actionlint', () => {
  it('has nothing against them', async () => {
    const { stdout } = await promisify(execFile)(realPart('ACTIONLINT_BIN') ?? '', ['-no-color'], { cwd: repository });
    expect(stdout).toBe('');
  });
});
