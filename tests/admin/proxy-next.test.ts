import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { unusedPort } from '../clients/unused-port';
import { waitUntil } from '../stack/wait-until';
import { itProxiesTheBanner, validSession, type Site, type SiteEnvironment } from './proxy-contract';

const repository = resolve(__dirname, '../..');
const examples = join(repository, 'admin/examples');
const next = require.resolve('next/dist/bin/next');
/** Next.js reads nothing outside of it. */
const packagesRoot = resolve(next, '../../../../..');
const buildMs = 120_000;

/** The example with a login of its own, built and served as a site in production. */
async function startSite(env: SiteEnvironment): Promise<Site> {
  const folder = await copyOfExample();
  const remove = () => rm(folder, { recursive: true, force: true });
  const site = join(folder, 'next');
  const inherited = {
    PATH: process.env.PATH,
    HOME: folder,
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_ENV: 'production',
  } as const;
  try {
    // Built without the key, as a site is.
    await promisify(execFile)(process.execPath, [next, 'build'], { cwd: site, env: inherited, timeout: buildMs });
    const served = await serve(site, { ...inherited, ...env });
    return { url: served.url, stop: () => served.stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function serve(site: string, env: NodeJS.ProcessEnv): Promise<Site> {
  const port = await unusedPort();
  const args = [next, 'start', '--hostname', '127.0.0.1', '--port', String(port)];
  const server = spawn(process.execPath, args, { cwd: site, env, stdio: 'ignore' });
  const ended = once(server, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
  };
  try {
    await waitUntil('the Next.js site', () => fetch(url).catch(() => undefined));
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Within the repository, because Next.js looks for its packages in the folders above. */
async function copyOfExample(): Promise<string> {
  const places = join(repository, '.cache/admin');
  await mkdir(places, { recursive: true });
  const folder = await mkdtemp(join(places, 'next-'));
  const proxy = 'load-test-banner-proxy.ts';
  await cp(join(examples, proxy), join(folder, proxy));
  await cp(join(examples, 'next'), join(folder, 'next'), { recursive: true });
  const session = `import { cookies } from 'next/headers';
export async function isLoggedIn(_request: Request): Promise<boolean> {
  return (await cookies()).get('session')?.value === '${validSession}';
}
`;
  await writeFile(join(folder, 'next/lib/session.ts'), session);
  await writeFile(join(folder, 'next/package.json'), '{"private":true}');
  const config = { turbopack: { root: packagesRoot } };
  await writeFile(join(folder, 'next/next.config.mjs'), `export default ${JSON.stringify(config)};\n`);
  return folder;
}

describe('the banner behind the login of a Next.js site', () => {
  itProxiesTheBanner(startSite, buildMs);
});
