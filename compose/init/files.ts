import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../../backend/src/lib/error-code';

/**
 * Secrets as files. Each service of docker-compose.yml mounts one volume of its own, read-only; here they lie side by
 * side, and only the one-off services of this program see them all.
 */
export const consumers = ['sidecar', 'grafana', 'influxdb', 'postgres', 'admin-site', 'k6'] as const;
export type Consumer = (typeof consumers)[number];

export interface SecretFiles {
  /** Null where there is none, or an empty one. */
  read(of: Consumer, name: string): Promise<string | null>;
  write(of: Consumer, name: string, value: string): Promise<void>;
  remove(of: Consumer, name: string): Promise<void>;
  /** What is there already, else a new one: 24 random bytes in hex. */
  keep(of: Consumer, name: string): Promise<string>;
}

export function secretFiles(root: string): SecretFiles {
  const fileOf = (of: Consumer, name: string) => join(root, of, name);
  const read = async (of: Consumer, name: string) => {
    try {
      return (await readFile(fileOf(of, name), 'utf8')).trim() || null;
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') {
        return null;
      }
      throw error;
    }
  };
  const write = async (of: Consumer, name: string, value: string) => {
    const file = fileOf(of, name);
    await mkdir(join(root, of), { recursive: true });
    // In one step: a service that starts meanwhile never reads half a secret.
    await writeFile(`${file}.new`, `${value}\n`);
    // Images run as users of their own with numbers of their own. Who may read is decided by who mounts the volume.
    await chmod(`${file}.new`, 0o444);
    await rename(`${file}.new`, file);
  };
  return {
    read,
    write,
    remove: (of, name) => rm(fileOf(of, name), { force: true }),
    async keep(of, name) {
      const kept = await read(of, name);
      if (kept !== null) {
        return kept;
      }
      const made = randomBytes(24).toString('hex');
      await write(of, name, made);
      return made;
    },
  };
}
