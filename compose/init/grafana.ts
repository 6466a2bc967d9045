import { z } from 'zod';
import type { SecretFiles } from './files';
import { accepts, ask, type Service } from './http';

const account = z.object({ id: z.number().int(), name: z.string() });
const accounts = z.object({ serviceAccounts: z.array(account) });
const tokens = z.array(z.object({ id: z.number().int(), name: z.string() }));
const newToken = z.object({ key: z.string().min(1) });

const accountName = 'load-test-monitoring';

/**
 * Makes the service account of the sidecar and its token
 * (grafana.com/docs/grafana/latest/developers/http_api/serviceaccount). Role Editor: the least of the basic ones that
 * may write annotations of the organisation and read alert rules. A token that works stays as it is; one that does not
 * is replaced, since Grafana shows a token only once.
 */
export async function prepareGrafana(files: SecretFiles, url: string): Promise<void> {
  const kept = await files.read('sidecar', 'grafana-token');
  if (
    kept !== null &&
    (await accepts({ name: 'Grafana', url, authorization: `Bearer ${kept}` }, '/api/annotations?limit=1'))
  ) {
    return;
  }
  const password = (await files.read('grafana', 'admin-password')) ?? '';
  const credentials = Buffer.from(`admin:${password}`).toString('base64');
  const grafana: Service = { name: 'Grafana', url, authorization: `Basic ${credentials}` };
  const { id } = await serviceAccount(grafana);
  const path = `/api/serviceaccounts/${id}/tokens`;
  const stale = (await ask(grafana, tokens, path)).find(({ name }) => name === accountName);
  if (stale !== undefined) {
    await ask(grafana, z.unknown(), `${path}/${stale.id}`, { method: 'DELETE' });
  }
  const { key } = await ask(grafana, newToken, path, { method: 'POST', body: { name: accountName } });
  await files.write('sidecar', 'grafana-token', key);
}

async function serviceAccount(grafana: Service): Promise<z.output<typeof account>> {
  const { serviceAccounts } = await ask(grafana, accounts, `/api/serviceaccounts/search?query=${accountName}`);
  return (
    serviceAccounts.find(({ name }) => name === accountName) ??
    (await ask(grafana, account, '/api/serviceaccounts', {
      method: 'POST',
      body: { name: accountName, role: 'Editor', isDisabled: false },
    }))
  );
}
