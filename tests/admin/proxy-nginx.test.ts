import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, realPart } from '../../backend/src/testing/real-parts';
import { unusedPort } from '../clients/unused-port';
import { waitUntil } from '../stack/wait-until';
import { listen } from './listen';
import { isValidCookie, itProxiesTheBanner, type Site, type SiteEnvironment } from './proxy-contract';

const template = join(__dirname, '../../admin/examples/nginx/load-test-banner.conf.template');

/** A site whose application only knows who is logged in, with nginx before it. */
async function startSite(env: SiteEnvironment): Promise<Site> {
  const login = await listen(
    createServer((request, reply) => void reply.writeHead(isValidCookie(request.headers.cookie) ? 204 : 401).end())
  );
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'));
  const port = await unusedPort();
  const location = filledIn(await readFile(template, 'utf8'), { ...env, LOGIN_CHECK_URL: `${login.url}/check` });
  await writeFile(join(folder, 'banner.conf'), location, { mode: 0o600 });
  await writeFile(join(folder, 'nginx.conf'), mainConfiguration(folder, port));
  const args = ['-e', join(folder, 'error.log'), '-p', folder, '-c', join(folder, 'nginx.conf')];
  const nginx = spawn(realPart('NGINX_BIN') ?? 'nginx', args, { stdio: 'ignore' });
  const ended = once(nginx, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await waitUntil('nginx', async () => {
    if (nginx.exitCode !== null) {
      throw new Error(`nginx has ended: ${await readFile(join(folder, 'error.log'), 'utf8')}`);
    }
    return fetch(url).catch(() => undefined);
  });
  return {
    url,
    async stop() {
      nginx.kill('SIGTERM');
      await ended;
      await login.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As the official image does it: only variables that are set, in braces. */
function filledIn(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)\}/g, (written, name: string) => env[name] ?? written);
}

/** Everything in one folder, as whoever runs the tests. */
function mainConfiguration(folder: string, port: number): string {
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`
  );
  return `daemon off;
master_process off;
pid ${folder}/nginx.pid;
events {}
http {
  access_log off;
  ${places.join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    include ${folder}/banner.conf;
  }
}
`;
}

describeWith(['NGINX_BIN'], 'the banner behind the login of a site with nginx before it', () => {
  itProxiesTheBanner(startSite);
});
