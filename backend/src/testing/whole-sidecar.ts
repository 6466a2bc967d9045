import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSidecar, type SidecarOptions } from '../main/sidecar';
import { loadConfig } from '../config';
import { createLogger, type HttpApp } from '../http';
import { scopes, type Scope } from '../model/api-key';
import { putEmptyRecords } from './empty-records';

/** The whole sidecar with embedded stores and a key per scope; it neither listens nor works until it is told to. */
export interface WholeSidecar {
  readonly app: HttpApp;
  /** Its JSON log so far. */
  logged(): string;
  close(): Promise<void>;
}

/** The header with the key of this scope. */
export const keyOfScope = (scope: Scope) => ({ authorization: `Bearer key-of-scope-${scope}` });

const vercelSecret = 'the-secret-of-vercel';
const ciKey = Buffer.from('the key of a CI: 32 bytes of it.');

/** Headers that sign a body as Vercel and as a CI do, for its webhooks. */
export function signedBy(body: string): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', ciKey).update(`msg_1.${timestamp}.${body}`).digest('base64');
  return {
    'x-vercel-signature': createHmac('sha1', vercelSecret).update(body).digest('hex'),
    'webhook-id': 'msg_1',
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}

/** Its catalogue has one load test, `a`, on http://127.0.0.1:1. */
export async function openWholeSidecar(
  options: Pick<SidecarOptions, 'http'> & { readonly logLevel?: string } = {}
): Promise<WholeSidecar> {
  const folder = await mkdtemp(join(tmpdir(), 'whole-sidecar-'));
  const catalogue = join(folder, 'loadtests.yaml');
  const dataDir = join(folder, 'data');
  await putEmptyRecords(dataDir);
  await writeFile(join(folder, 'script.js'), 'export default function () {}\n');
  const test = { name: 'a', script: 'script.js', target: 'http://127.0.0.1:1', thresholds: { p95ResponseTimeMs: 500 } };
  await writeFile(catalogue, JSON.stringify({ version: 1, loadTests: [test] }));
  const config = loadConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    LOADTESTS_FILE: catalogue,
    // The load test is never inspected or run.
    K6_BIN: join(folder, 'no-k6'),
    WEBHOOK_VERCEL_SECRET: vercelSecret,
    WEBHOOK_DEPLOYMENTS_SECRET: `whsec_${ciKey.toString('base64')}`,
    API_KEYS: scopes.map((scope) => `key-of-scope-${scope}:${scope}`).join(','),
  });
  const lines: string[] = [];
  const logger = createLogger({
    level: options.logLevel ?? 'error',
    secrets: [],
    destination: { write: (line) => void lines.push(line) },
  });
  const { app, phases } = await createSidecar({ config, logger, ...(options.http && { http: options.http }) });
  await app.ready();
  return {
    app,
    logged: () => lines.join(''),
    async close() {
      for (const phase of phases) {
        await phase.run(new AbortController().signal, 10_000);
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
