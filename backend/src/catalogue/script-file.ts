import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { systemErrorCode } from '../lib/error-code';

export interface FoundScript {
  readonly kind: 'found';
  readonly path: string;
  readonly hash: string;
}

/** `problem` is for people. */
interface RefusedScript {
  readonly kind: 'refused';
  readonly problem: string;
}

/** Scripts stay inside the catalogue's folder, also behind links, so that an entry cannot run just any file. */
export async function findScript(folder: string, script: string): Promise<FoundScript | RefusedScript> {
  const path = resolve(folder, script);
  try {
    const [realFolder, realScript] = await Promise.all([realpath(folder), realpath(path)]);
    const inside = relative(realFolder, realScript);
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) || isAbsolute(script)) {
      return {
        kind: 'refused',
        problem: `"${script}" leads out of the catalogue's folder; scripts stand inside it, such as scripts/checkout.js`,
      };
    }
    if (!(await stat(realScript)).isFile()) {
      return { kind: 'refused', problem: `"${script}" is not a file` };
    }
    return {
      kind: 'found',
      path,
      hash: createHash('sha256')
        .update(await readFile(realScript))
        .digest('hex'),
    };
  } catch (error) {
    const code = systemErrorCode(error) ?? 'unknown error';
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    return {
      kind: 'refused',
      problem: missing ? `there is no "${script}" in the catalogue's folder` : `"${script}" cannot be read (${code})`,
    };
  }
}
