import { readFileSync } from 'node:fs';
import { startGrafanaWithAccounts } from './with-accounts';

/** In place of Grafana where its image cannot be had: what the stack asks of Grafana's API, and nothing else. */
async function main(): Promise<void> {
  const adminPassword = readFileSync('/run/loadtests/admin-password', 'utf8').trim();
  const grafana = await startGrafanaWithAccounts({ adminPassword, port: 3000, host: '0.0.0.0' });
  process.once('SIGTERM', () => void grafana.close().then(() => process.exit(0)));
}

void main();
