import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { AppSecrets, AppSettings } from '../../src/api/settings';

const root = path.resolve(__dirname, '../..');

/** Grafana takes them from its environment. */
const fromEnvironment = z.string().regex(/^\$[A-Z0-9_]+$/);
const settings = { apiUrl: fromEnvironment, k6DashboardUid: fromEnvironment } satisfies Record<
  keyof AppSettings,
  z.ZodType
>;
const secrets = { readKey: fromEnvironment, operateKey: fromEnvironment } satisfies Record<keyof AppSecrets, z.ZodType>;

it('provisions every setting of the app, with its secrets from the environment', async () => {
  const { id } = JSON.parse(await readFile(path.join(root, 'src/plugin.json'), 'utf8')) as { id: string };
  const file: unknown = parse(await readFile(path.join(root, 'provisioning/plugins/app.yaml'), 'utf8'));
  const app = z.strictObject({
    type: z.literal(id),
    org_id: z.literal(1),
    disabled: z.literal(false),
    jsonData: z.strictObject(settings),
    secureJsonData: z.strictObject(secrets),
  });
  expect(() => z.strictObject({ apiVersion: z.literal(1), apps: z.tuple([app]) }).parse(file)).not.toThrow();
});
