import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, realPart } from '../../../backend/src/testing/real-parts';
import { secretFiles, type SecretFiles } from '../../../compose/init/files';
import { prepareGrafana } from '../../../compose/init/grafana';
import { prepareInfluxdb } from '../../../compose/init/influxdb';
import { startGrafanaWithAccounts, type GrafanaWithAccounts } from '../grafana/with-accounts';

let root: string;
let files: SecretFiles;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'init-'));
  files = secretFiles(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('Grafana', () => {
  let grafana: GrafanaWithAccounts;
  beforeEach(async () => {
    grafana = await startGrafanaWithAccounts({ adminPassword: await files.keep('grafana', 'admin-password') });
  });
  afterEach(() => grafana.close());
  const annotations = async () => {
    const token = await files.read('sidecar', 'grafana-token');
    return fetch(`${grafana.url}/api/annotations`, { headers: { authorization: `Bearer ${token ?? ''}` } });
  };

  it('gets one service account with one token, however often the stack starts', async () => {
    await prepareGrafana(files, grafana.url);
    const token = await files.read('sidecar', 'grafana-token');
    await prepareGrafana(files, grafana.url);
    expect(await files.read('sidecar', 'grafana-token')).toBe(token);
    expect(grafana.accounts()).toEqual([{ name: 'load-test-monitoring', role: 'Editor', tokens: 1 }]);
    expect((await annotations()).status).toBe(200);
  });

  it('gets another token where the old one is not known any more, or was lost here', async () => {
    await prepareGrafana(files, grafana.url);
    await grafana.forget();
    await prepareGrafana(files, grafana.url);
    expect((await annotations()).status).toBe(200);
    await files.remove('sidecar', 'grafana-token');
    await prepareGrafana(files, grafana.url);
    expect(grafana.accounts()).toEqual([{ name: 'load-test-monitoring', role: 'Editor', tokens: 1 }]);
    expect((await annotations()).status).toBe(200);
  });

  it('says what it answered where the password is another one, and not the password', async () => {
    await files.write('grafana', 'admin-password', 'another-one');
    await expect(prepareGrafana(files, grafana.url)).rejects.toThrow(
      /^Grafana: GET \/api\/serviceaccounts\/search\?query=load-test-monitoring answered 401: (?!.*another-one)/
    );
  });
});

describeWith(['TEST_INFLUX_URL', 'TEST_INFLUX_TOKEN'], 'InfluxDB 2.7', () => {
  const url = realPart('TEST_INFLUX_URL') ?? '';
  const settings = { url, org: 'loadtests', bucket: 'compose_k6', resultsBucket: 'compose_results', retentionDays: 30 };
  beforeEach(() => files.write('influxdb', 'admin-token', realPart('TEST_INFLUX_TOKEN') ?? ''));

  const write = async (of: 'sidecar' | 'grafana' | 'k6', bucket: string) => {
    const token = await files.read(of, of === 'grafana' ? 'grafana-influx-token' : 'influx-token');
    const response = await fetch(`${url}/api/v2/write?org=loadtests&bucket=${bucket}`, {
      method: 'POST',
      headers: { authorization: `Token ${token ?? ''}` },
      body: 'probe value=1',
    });
    return response.status;
  };

  it('gets both buckets, and a token for each with no more rights than it needs', async () => {
    await prepareInfluxdb(files, settings);
    const tokens = await Promise.all((['sidecar', 'k6'] as const).map((of) => files.read(of, 'influx-token')));
    expect([await write('sidecar', 'compose_k6'), await write('sidecar', 'compose_results')]).toEqual([204, 204]);
    expect([await write('k6', 'compose_k6'), await write('k6', 'compose_results')]).toEqual([204, 403]);
    expect(await write('grafana', 'compose_k6')).toBe(403);
    // Another start, with another retention.
    await prepareInfluxdb(files, { ...settings, retentionDays: 7 });
    expect(await Promise.all((['sidecar', 'k6'] as const).map((of) => files.read(of, 'influx-token')))).toEqual(tokens);
    const response = await fetch(`${url}/api/v2/buckets?name=compose_k6`, {
      headers: { authorization: `Token ${realPart('TEST_INFLUX_TOKEN') ?? ''}` },
    });
    expect(await response.json()).toMatchObject({ buckets: [{ retentionRules: [{ everySeconds: 7 * 86_400 }] }] });
  });

  it('says that its organisation is another one', async () => {
    await expect(prepareInfluxdb(files, { ...settings, org: 'others' })).rejects.toThrow(/others/);
  });
});
