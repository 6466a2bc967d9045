import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { provideCommand, aptInstall } from '../../../parts/apt';
import { lastLine, runCommand, withHeartbeat } from '../../../parts/command';
import type { Progress } from '../../../parts/part';
import { removeTemporaryFolder, temporaryFolder } from '../../../parts/server';
import { docker } from '../docker';
import { labelOf, standInLabel } from './label';

/** Debian's keys, which another Debian has; Ubuntu has them in this package. */
const keyring = { file: '/usr/share/keyrings/debian-archive-keyring.gpg', package: 'debian-archive-keyring' };
const certificates = '/usr/local/share/ca-certificates';

/** As in Debian's own images: what a container needs none of, and no service that starts by itself. */
const trimmed = ['var/cache/apt/archives', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/man', 'usr/share/locale'];
const settings: Readonly<Record<string, string>> = {
  'usr/sbin/policy-rc.d': '#!/bin/sh\nexit 101\n',
  'etc/dpkg/dpkg.cfg.d/docker': ['doc', 'man', 'locale'].map((name) => `path-exclude /usr/share/${name}/*\n`).join(''),
  'etc/apt/apt.conf.d/docker-clean': 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };\n',
};

/** The minimal Debian that every stand-in is made on, under a name of our own. Rejects when it cannot be made. */
export async function provideDebian(env: NodeJS.ProcessEnv, suite: string, progress: Progress): Promise<BaseImage> {
  const name = `loadtests-debian:${suite}`;
  const authorities = await ownAuthorities();
  const hash = createHash('sha256')
    .update(JSON.stringify([suite, trimmed, settings, authorities]))
    .digest('hex');
  if ((await labelOf(env, name)) === hash) {
    return { name, hash };
  }
  const debootstrap = await provideCommand('debootstrap', 'debootstrap', progress);
  const problem = 'missing' in debootstrap ? debootstrap.missing : await provideKeyring(progress);
  if (problem !== null) {
    throw new Error(`Debian ${suite} cannot be made: ${problem}`);
  }
  progress(`making Debian ${suite} with debootstrap, about a minute`);
  const folder = await temporaryFolder('debian');
  try {
    const root = path.join(folder, 'root');
    // In a mount namespace of its own: what it mounts is gone with it, however it ends.
    await run('unshare', ['--mount', 'debootstrap', '--variant=minbase', suite, root], progress);
    await adapt(root, authorities);
    const archive = path.join(folder, 'root.tar');
    await run('tar', ['--create', '--file', archive, '--directory', root, '.'], progress);
    const changes = [`LABEL ${standInLabel}=${hash}`, 'CMD ["bash"]'].flatMap((change) => ['--change', change]);
    await docker(env, ['import', ...changes, archive, name], { timeoutSeconds: 300 });
  } finally {
    await removeTemporaryFolder(folder);
  }
  return { name, hash };
}

export interface BaseImage {
  readonly name: string;
  /** Of how it was made. */
  readonly hash: string;
}

async function provideKeyring(progress: Progress): Promise<string | null> {
  return access(keyring.file).then(
    () => null,
    () => aptInstall(keyring.package, progress)
  );
}

async function run(command: string, args: readonly string[], progress: Progress): Promise<void> {
  const result = await withHeartbeat(progress, `running ${args[1] ?? command}`, () =>
    runCommand(command, args, { timeoutSeconds: 900 })
  );
  if (result.exitCode !== 0) {
    throw new Error(`"${command} ${args.join(' ')}" failed: ${lastLine(result.output)}`);
  }
}

async function adapt(root: string, authorities: string): Promise<void> {
  for (const folder of trimmed.map((name) => path.join(root, name))) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
  // apt does not make this one by itself.
  await mkdir(path.join(root, 'var/cache/apt/archives/partial'), { recursive: true });
  const files = Object.entries({ ...settings, [`${certificates.slice(1)}/machine.crt`]: authorities });
  for (const [name, text] of files) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text, { mode: name.startsWith('usr/sbin') ? 0o755 : 0o644 });
  }
}

/** What this machine trusts beyond Debian's own list, as behind a proxy that opens TLS. */
async function ownAuthorities(): Promise<string> {
  const files = (await readdir(certificates).catch(() => [])).filter((file) => file.endsWith('.crt')).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(certificates, file), 'utf8')));
  return texts.map((text) => `${text.trimEnd()}\n`).join('');
}
