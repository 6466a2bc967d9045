import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const manifestSchema = z.object({ name: z.string(), version: z.string(), license: z.string() });

const head =
  'The command loadtests is one file, into which parts of these packages were bundled. Each is under its own licence.';

/**
 * What these packages ask to be handed on with them: their own licence files, notices included.
 *
 * @param folders of the packages, as npm has installed them.
 * @throws Error that names the package without a licence file.
 */
export async function thirdPartyLicences(folders: readonly string[]): Promise<string> {
  return [head, ...(await Promise.all(folders.map(licenceOf)))].join(`\n\n${'-'.repeat(80)}\n\n`) + '\n';
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = manifestSchema.parse(
    JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'))
  );
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)([.-]|$)/i.test(file)).sort();
  if (!files.some((file) => !/^notice/i.test(file))) {
    throw new Error(`${name} ${version} (${license}) is to be bundled, but there is no licence file in ${folder}`);
  }
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.replaceAll('\r\n', '\n').trim())].join('\n\n');
}
