import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import { unusedPort } from '../clients/unused-port';
import { startTarget, type Target } from '../fixtures/k6/target';
import { runK6 } from '../monitor/k6-process';
import { scriptFolder, writeCatalogue, type CatalogueFolder } from '../stack/catalogue';
import { startSidecar, type StackSidecar } from '../stack/sidecar';
import { installCommand, type Installed } from './installed';

const webhookSecret = `whsec_${Buffer.from('the secret of a CI, 32 bytes long').toString('base64')}`;
const otherSecret = `whsec_${Buffer.from('the secret of somebody else, long').toString('base64')}`;
const step = z.looseObject({ run: z.string().optional() });
const workflow = z.looseObject({ jobs: z.record(z.string(), z.looseObject({ steps: z.array(step) })) });

describeWith(['K6_BIN'], 'the installed command with a real sidecar', () => {
  const k6Bin = realPart('K6_BIN') ?? '';
  let installed: Installed;
  let target: Target;
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;
  let website: Server;
  beforeAll(async () => {
    [installed, target] = await Promise.all([installCommand(), startTarget()]);
    await mkdir(join(installed.folder, 'k6'));
    await writeFile(
      join(installed.folder, 'k6/reports.js'),
      // By its whole path, because the catalogue has a copy elsewhere.
      `import http from 'k6/http';
       export { handleSummary } from ${JSON.stringify(join(installed.packageFolder, 'k6/lib/monitor.js'))};
       export const options = { vus: 2, iterations: 60 };
       export default function () { http.get(\`\${__ENV.TARGET}/fast\`); }`
    );
    catalogue = await writeCatalogue([
      { name: 'shop', script: 'passing.js', target: target.url },
      {
        name: 'staged',
        script: 'passing.js',
        target: target.url,
        environment: 'stage',
        deployments: { branches: ['main'] },
      },
      { name: 'bad', script: 'one-error.js', target: target.url, environment: 'bad', triggers: ['deployment'] },
      { name: 'reports', script: join(installed.folder, 'k6/reports.js'), target: target.url },
    ]);
    sidecar = await startSidecar({
      catalogueFile: catalogue.file,
      k6Bin,
      env: { WEBHOOK_DEPLOYMENTS_SECRET: webhookSecret },
    });
    website = createServer((_request, response) => response.end('<h1>Welcome</h1>'));
    await new Promise<void>((done) => website.listen(0, '127.0.0.1', done));
  }, 300_000);
  afterAll(async () => {
    website.closeAllConnections();
    website.close();
    await sidecar.stop();
    await Promise.all([target.close(), catalogue.remove(), installed.remove()]);
  }, 180_000);

  const websiteUrl = () => `http://127.0.0.1:${(website.address() as AddressInfo).port}`;
  const env = (change: Readonly<Record<string, string>> = {}) => ({
    K6_BIN: k6Bin,
    LOADTESTS_URL: sidecar.url,
    LOADTESTS_KEY: sidecar.keys.ci,
    ...change,
  });

  describe('doctor', () => {
    it('finds everything in order with the right key', async () => {
      const { code, stdout, stderr } = await installed.run(['doctor'], env());
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout.split('\n').map((line) => line.slice(0, 16).trim())).toEqual([
        'ok       k6',
        expect.stringMatching(/^(ok|warning) +address$/),
        'ok       key',
        'ok       scopes',
        'ok       spool',
        '',
      ]);
    });

    it.each<[string, () => Promise<Readonly<Record<string, string>>>, RegExp]>([
      [
        'a wrong key',
        () => Promise.resolve({ LOADTESTS_KEY: 'no-key-of-theirs' }),
        /^wrong +key +the monitor does not know it: check LOADTESTS_KEY$/m,
      ],
      ['no key', () => Promise.resolve({ LOADTESTS_KEY: '' }), /^wrong +key +none: set LOADTESTS_KEY/m],
      [
        'no server',
        async () => ({ LOADTESTS_URL: `http://127.0.0.1:${await unusedPort()}` }),
        /^wrong +address +http\S+ cannot be reached \(ECONNREFUSED.*LOADTESTS_URL/m,
      ],
      [
        'what is no monitor',
        () => Promise.resolve({ LOADTESTS_URL: websiteUrl() }),
        /^wrong +address +http\S+ is no load test monitor \(200 at \/health\/ready\); check --url or LOADTESTS_URL$/m,
      ],
      ['no k6', () => Promise.resolve({ K6_BIN: '/nowhere/k6' }), /^wrong +k6 +.*ENOENT.*K6_BIN/m],
    ])('finds %s, and ends with 1', async (_what, change, line) => {
      const { code, stdout, stderr } = await installed.run(['doctor'], env(await change()));
      expect([code, stderr]).toEqual([1, '']);
      expect(stdout).toMatch(line);
      expect(stdout).not.toContain('no-key-of-theirs');
    });
  });

  it('validate finds a good catalogue right, and names file and line of each problem of a bad one', async () => {
    const good = await installed.run(['validate', catalogue.file], env());
    expect(good).toMatchObject({ code: 0, stdout: '' });
    expect(good.stderr).toContain('4 load tests, all right');
    const bad = join(dirname(catalogue.file), 'bad.yaml');
    await writeFile(bad, (await readFile(catalogue.file, 'utf8')).replace('passing.js', 'nowhere.js'));
    const { code, stdout, stderr } = await installed.run(['validate', bad, '--json'], env());
    expect(code).toBe(1);
    expect(stderr).toMatch(/bad\.yaml:\d+:\d+: loadTests\[0\]\.script: there is no "[^"]*nowhere\.js"/);
    expect(JSON.parse(stdout)).toMatchObject({ valid: false, problems: [{ file: bad, line: expect.any(Number) }] });
  });

  it('run has a real k6 judged: JSON alone on standard output, words and k6’s screen on standard error', async () => {
    const args = ['run', join(scriptFolder, 'passing.js'), '--test', 'shop', '--run-id', 'package-1', '--must-count'];
    const { code, stdout, stderr } = await installed.run([...args, '--wait', '--json'], env());
    expect([code, stderr]).toEqual([0, expect.stringContaining('verdict: passed')]);
    expect(stderr).toContain('http_req_duration');
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ runId: 'package-1', verdict: 'passed', counts: true, exitCode: 0 });
    const [tests, runs, shown] = await Promise.all([
      installed.run(['tests'], env()),
      installed.run(['runs'], env()),
      installed.run(['show', 'package-1'], env()),
    ]);
    expect(tests.stdout).toMatch(/^shop +production/m);
    expect(runs.stdout).toMatch(/passed +yes .*package-1$/m);
    expect(shown.stdout).toMatch(/^verdict +passed$/m);
  });

  it('a run that the script alone reports counts, with the hash that the command prints', async () => {
    const script = join(installed.folder, 'k6/reports.js');
    const hash = (await installed.run(['hash', script])).stdout.trim();
    const report = (runId: string, more: Readonly<Record<string, string>>) =>
      runK6(k6Bin, ['--tag', `testid=${runId}`, script], {
        LOADTESTS_URL: sidecar.url,
        LOADTESTS_KEY: sidecar.keys.ci,
        LOADTESTS_TEST: 'reports',
        TARGET: target.url,
        ...more,
      });
    const unknown = await report('alone-1', {});
    expect(unknown.said[1]).toMatch(
      /^run alone-1 does not count: the hash of the script was not reported \(LOADTESTS_/
    );
    const known = await report('alone-2', { LOADTESTS_SCRIPT_HASH: hash });
    expect(known.said).toEqual([`run alone-2 reported to ${sidecar.url}`]);
    expect(await sidecar.api.waitForSettled('alone-2')).toMatchObject({ counts: true, verdict: 'passed' });
  });

  describe('the gate of a deployment in a CI, as README has it', () => {
    /** What the step of the workflow runs. */
    async function gateCommand(): Promise<string> {
      const readme = await readFile(join(installed.packageFolder, 'README.md'), 'utf8');
      const workflows = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) =>
        workflow.parse(parse(text))
      );
      const steps = workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps));
      return steps.find(({ run }) => run?.includes('loadtests deployed') === true)?.run ?? 'false';
    }
    const github = (run: string, branch = 'main') => ({
      ...env(),
      LOADTESTS_WEBHOOK_SECRET: webhookSecret,
      GITHUB_RUN_ID: run,
      GITHUB_SHA: 'c'.repeat(40),
      GITHUB_REF_NAME: branch,
    });

    it('opens when the run that the deployment starts has passed, and says what it waits for', async () => {
      const { code, stderr, stdout } = await installed.shell(await gateCommand(), github('1'));
      expect([code, stdout]).toEqual([0, '']);
      expect(stderr).toMatch(
        /^loadtests: staged: run staged-github-1 will be started; it waits until the deployment serves$/m
      );
      expect(stderr).toMatch(/^loadtests: verdict: passed$/m);
      expect(await sidecar.api.run('staged-github-1')).toMatchObject({
        trigger: 'deployment',
        deployment: { id: 'github-1', commit: 'c'.repeat(40) },
      });
      const again = await installed.shell(`${await gateCommand()} --json`, github('1'));
      expect(JSON.parse(again.stdout)).toMatchObject({
        exitCode: 0,
        runs: [{ runId: 'staged-github-1', verdict: 'passed' }],
      });
    });

    it('opens where the rule of the load test asks for no run, and says so', async () => {
      const { code, stderr } = await installed.shell(await gateCommand(), github('2', 'try'));
      expect(code).toBe(0);
      expect(stderr).toContain('staged: no run, because neither its branch (try) nor its tag (none) is one of main');
    });

    it('stays shut for a run that has failed', async () => {
      const command = (await gateCommand()).replace('stage', 'bad');
      const { code, stderr } = await installed.shell(command, github('3'));
      expect([code, stderr]).toEqual([1, expect.stringMatching(/verdict: failed\nloadtests: {3}.*error rate/)]);
    });

    it.each<[string, string, Readonly<Record<string, string>>, number, RegExp]>([
      ['that concerns no load test', 'nowhere', {}, 1, /starts nothing: no load test of the catalogue/],
      [
        'that is signed with another secret',
        'stage',
        { LOADTESTS_WEBHOOK_SECRET: otherSecret },
        69,
        /401.*check LOADTESTS_WEBHOOK_SECRET/,
      ],
      [
        'without a secret',
        'stage',
        { LOADTESTS_WEBHOOK_SECRET: '' },
        2,
        /LOADTESTS_WEBHOOK_SECRET is missing; right would be/,
      ],
      ['whose commit is none', 'stage', { GITHUB_SHA: 'main' }, 2, /400.*body\.commit\.id/],
      [
        'whose verdict nobody may read',
        'stage',
        { LOADTESTS_KEY: 'no-key-of-theirs', GITHUB_RUN_ID: '1' },
        69,
        /scope read/,
      ],
    ])('stays shut for a deployment %s', async (_what, environment, change, exitCode, says) => {
      const command = (await gateCommand()).replace('stage', environment);
      const { code, stderr } = await installed.shell(command, { ...github('4'), ...change });
      expect([code, stderr]).toEqual([exitCode, expect.stringMatching(says)]);
      expect(stderr).not.toContain(webhookSecret.slice('whsec_'.length));
    });

    it('tells at once that a deployment starts nothing any more, and waits for one that may', async () => {
      const deployed = (id: string, at: string) =>
        installed.run(['deployed', id, '--commit', 'd'.repeat(40), '--environment', 'bad', '--at', at], github('5'));
      const [later, earlier] = [new Date(Date.now() + 60_000), new Date(Date.now() - 60_000)].map((at) =>
        at.toISOString()
      );
      expect(await deployed('later', later ?? '')).toMatchObject({ code: 0 });
      const { stderr } = await deployed('earlier', earlier ?? '');
      expect(stderr).toContain('bad: no run, because later was deployed later');
      const waited = await installed.run(['wait', 'bad-earlier'], env());
      expect([waited.code, waited.stderr]).toEqual([
        1,
        expect.stringContaining('no verdict: deployment earlier starts no run: later was deployed later'),
      ]);
      const shown = await installed.run(['show', 'bad-earlier'], env());
      expect(shown.stderr).toContain('There is no run "bad-earlier": deployment earlier starts none');
    });
  });

  it('monitor.js warns where a real sidecar refuses, with what would be right', async () => {
    const run = await runK6(k6Bin, ['--tag', 'testid=refused-1', join(installed.folder, 'k6/reports.js')], {
      LOADTESTS_URL: sidecar.url,
      LOADTESTS_KEY: 'no-key-of-theirs',
      LOADTESTS_TEST: 'reports',
      TARGET: target.url,
    });
    expect(run.exitCode).toBe(0);
    expect(run.said).toEqual([
      expect.stringMatching(/^run refused-1 not reported: 401 .*\(check LOADTESTS_KEY: a key with the scope ingest\)$/),
    ]);
    expect(run.stderr).not.toContain('no-key-of-theirs');
  });
});
