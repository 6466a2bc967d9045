import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import { startShop, type Shop } from '../../demo/shop';
import { startSidecar, type StackSidecar } from '../stack/sidecar';
import { codeOf } from './commands';

const repository = resolve(__dirname, '../..');

describeWith(['K6_BIN'], 'the examples of docs/api.md', () => {
  const key = randomBytes(24).toString('base64url');
  let shop: Shop;
  let sidecar: StackSidecar;
  let folder: string;

  beforeAll(async () => {
    shop = await startShop('healthy');
    // The catalogue takes it from the environment of the process.
    process.env.DEMO_TARGET = shop.url;
    sidecar = await startSidecar({
      catalogueFile: join(repository, 'k6/loadtests.yaml'),
      env: { API_KEYS: `${key}:admin` },
    });
    folder = await mkdtemp(join(tmpdir(), 'api-guide-'));
    await symlink(join(repository, 'k6'), join(folder, 'k6'));
  });
  afterAll(async () => {
    await sidecar.stop();
    await shop.close();
    delete process.env.DEMO_TARGET;
    await rm(folder, { recursive: true, force: true });
  });

  /** The one block of a section, as somebody copies it. */
  async function type(title: string): Promise<{ readonly exitCode: number; readonly printed: string }> {
    const [block = 'exit 1', ...others] = await codeOf(title, 'sh', 'docs/api.md');
    expect(others).toEqual([]);
    const env = {
      PATH: `${dirname(realPart('K6_BIN') ?? '')}:${process.env.PATH ?? ''}`,
      HOME: folder,
      SIDECAR: sidecar.url,
      KEY: key,
      K6_INFLUXDB_USERNAME: 'key',
      K6_INFLUXDB_PASSWORD: key,
    };
    const commands = block.replaceAll('http://127.0.0.1:3333', shop.url);
    return new Promise((done) =>
      execFile('bash', ['-e', '-o', 'pipefail', '-c', commands], { cwd: folder, env }, (error, stdout, stderr) =>
        done({ exitCode: error === null ? 0 : Number(error.code), printed: stdout + stderr })
      )
    );
  }

  it('list runs, and show how a mistake is answered', async () => {
    const { exitCode, printed } = await type('What holds everywhere');
    expect([exitCode, printed]).toEqual([0, expect.stringContaining('"runs":[]')]);
    expect(printed).toMatch(/"status":400[^]*"where":"query\.verdict/);
  });

  it('run a load test and end with 0 only when it has passed', async () => {
    const { exitCode, printed } = await type('Run a load test and wait for its verdict');
    expect([exitCode, printed]).toEqual([0, expect.stringContaining('"verdict":"passed"')]);
  });

  it('report a run of a k6 that somebody else has started', async () => {
    const { exitCode, printed } = await type('Report a run of your own k6');
    expect([exitCode, printed]).toEqual([0, expect.stringContaining('"waitingFor":[]')]);
    const call = (path: string) => fetch(`${sidecar.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
    let gate = await call('/api/v1/runs/by-hand-1/verdict');
    while (gate.status === 425) {
      await new Promise((resume) => setTimeout(resume, 100));
      gate = await call('/api/v1/runs/by-hand-1/verdict');
    }
    const run: unknown = await (await call('/api/v1/runs/by-hand-1')).json();
    expect(run).toMatchObject({ counts: false, failedRequests: 0, instances: [{ exitCode: 0 }] });
  });

  it('show how things stand, and what changes', async () => {
    const { exitCode, printed } = await type('Show how things stand');
    expect(exitCode).toBe(0);
    expect(printed).toContain('"state":');
    expect(printed).toContain('"incidents":[]');
    expect(printed).toContain('event: hello');
  });
});
