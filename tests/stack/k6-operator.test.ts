import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import { startTarget, type Target } from '../fixtures/k6/target';
import { repository } from '../generated-files';
import { writeCatalogue, type CatalogueFolder } from './catalogue';
import { kustomizationSchema, podCommand, testRunSchema, type TestRun } from './k6-operator';
import { startSidecar, type StackSidecar } from './sidecar';
import { waitUntil } from './wait-until';

jest.setTimeout(120_000);

const folder = join(repository, 'k6');
const read = (file: string): Promise<string> => readFile(join(folder, file), 'utf8');

it('has manifests that k6-operator and kustomize take, and mounts every script', async () => {
  const { spec } = testRunSchema.parse(parse(await read('k8s/testrun.yaml')));
  const { configMapGenerator } = kustomizationSchema.parse(parse(await read('kustomization.yaml')));
  const [{ name, files }] = configMapGenerator;
  for (const pod of [spec.initializer, spec.runner]) {
    const [{ configMap }] = pod.volumes;
    expect(configMap.name).toBe(name);
    // The key of a file is its name; it is mounted where it stands here, so that imports lead to it.
    expect(configMap.items).toEqual(files.map((file) => ({ key: basename(file), path: file })));
    expect(join(pod.volumeMounts[0].mountPath, 'k8s/pod.js')).toBe(spec.script.localFile);
  }
  const secret = spec.initializer.env.filter(({ valueFrom }) => valueFrom && 'secretKeyRef' in valueFrom);
  expect(secret).toEqual([]);
});

describeWith(['K6_BIN'], 'the pods of k6/k8s, and run.sh', () => {
  const k6Bin = realPart('K6_BIN') ?? '';
  let target: Target;
  let catalogue: CatalogueFolder;
  let sidecar: StackSidecar;
  let machine: string;
  beforeAll(async () => {
    target = await startTarget();
    const script = join(folder, 'scripts/smoke.js');
    catalogue = await writeCatalogue([{ name: 'smoke', script, target: target.url, environment: 'demo' }]);
    sidecar = await startSidecar({ catalogueFile: catalogue.file, k6Bin });
    machine = await mkdtemp(join(tmpdir(), 'pods-'));
    await mkdir(join(machine, 'bin'));
    await symlink(k6Bin, join(machine, 'bin/k6'));
    // Takes the manifest, as the API server does.
    await writeFile(
      join(machine, 'bin/kubectl'),
      `#!/bin/sh\ncat > ${machine}/new.yaml && mv ${machine}/new.yaml ${machine}/made.yaml\n`
    );
    await chmod(join(machine, 'bin/kubectl'), 0o755);
  });
  afterAll(async () => {
    await sidecar.stop();
    await Promise.all([target.close(), catalogue.remove(), rm(machine, { recursive: true, force: true })]);
  });

  const path = () => `${join(machine, 'bin')}:${process.env.PATH}`;

  /** As kubelet mounts the items of a ConfigMap: folders that are links into a hidden one. */
  async function mount({ spec }: TestRun): Promise<string> {
    const mounted = await mkdtemp(join(machine, 'mounted-'));
    const [{ configMap }] = spec.runner.volumes;
    for (const { key, path: place } of configMap.items) {
      const source = [`k8s/${key}`, `scripts/${key}`, `lib/${key}`].find((file) => file === place) ?? '';
      await mkdir(join(mounted, '..data', dirname(place)), { recursive: true });
      await copyFile(join(folder, source), join(mounted, '..data', place));
      await symlink(`..data/${dirname(place)}`, join(mounted, dirname(place))).catch(() => undefined);
    }
    return mounted;
  }

  it('make one run that counts and passes', async () => {
    const script = spawn('sh', [join(folder, 'k8s/run.sh')], {
      env: {
        PATH: path(),
        LOADTESTS_URL: sidecar.url,
        LOADTESTS_KEY: sidecar.keys.ci,
        LOADTESTS_TARGET: target.url,
        LOADTESTS_WAIT_SECONDS: '90',
      },
    });
    let said = '';
    script.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    script.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const done = once(script, 'close');
    const text = await waitUntil(
      'The manifest',
      () => readFile(join(machine, 'made.yaml'), 'utf8').catch(() => (script.exitCode === null ? undefined : said)),
      { details: () => said }
    );
    const testRun = testRunSchema.parse(parse(text));
    const runId = testRun.metadata.name;
    expect((await sidecar.api.gate(runId)).status).toBe(425);

    const mounted = await mount(testRun);
    const pods = await Promise.all(
      [1, 2, 3].map(async (index) => {
        const address = `127.0.0.1:${await freePort()}`;
        const { command, env } = podCommand(testRun, index, {
          mounted,
          address,
          secrets: { 'ingest-key': sidecar.keys.ingest, 'influx-token': sidecar.keys.ingest },
          variables: { INFLUX: `${sidecar.url}/k6`, LOADTESTS_URL: sidecar.url },
        });
        const [program = '', ...args] = command;
        const pod = spawn(program, args, { env: { ...env, PATH: path() }, stdio: ['ignore', 'ignore', 'pipe'] });
        let log = '';
        pod.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
        const ended = once(pod, 'close').then(([code]) => ({ code: code as number | null, log }));
        await waitUntil(`The API of pod ${index}`, () => statusOf(address).catch(() => undefined), {
          details: () => log,
        });
        return { address, ended };
      })
    );
    // Every pod waits until the operator's starter tells all of them.
    expect(target.requests).toEqual([]);
    await Promise.all(pods.map(({ address }) => start(address)));
    const outcomes = await Promise.all(pods.map(({ ended }) => ended));
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(outcomes.map(({ log }) => log.includes(`run ${runId} reported to`))).toEqual([true, true, true]);

    expect([(await done)[0], said]).toEqual([0, expect.stringContaining('"verdict":"passed"')]);
    const run = await sidecar.api.waitForSettled(runId);
    expect(run).toMatchObject({ verdict: 'passed', counts: true, expectedInstances: 3, virtualUsers: 3 });
    expect(run.instances.map(({ instance }) => instance).sort()).toEqual(['1', '2', '3']);
    expect(run.storeCheck).toMatchObject({ kind: 'compared', missingRequests: 0 });
    expect(run.requests).toBe(target.requests.length);
    target.reset();
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function statusOf(address: string): Promise<true | undefined> {
  return (await fetch(`http://${address}/v1/status`)).ok ? true : undefined;
}

/** What the starter of k6-operator sends: pkg/resources/containers/curl_start.go. */
async function start(address: string): Promise<void> {
  const body = { data: { attributes: { paused: false, stopped: false }, id: 'default', type: 'status' } };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`http://${address}/v1/status`, { method: 'PATCH', headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}
