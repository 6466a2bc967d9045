import { z } from 'zod';

/** What is handed on with the product, in the sidecar's image, the app, the elements or the command: permissive licences alone. */
const permitted = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];
/** What stays with who develops it may ask for more. */
const permittedForDevelopment = [
  ...permitted,
  'CC-BY-3.0',
  'CC-BY-4.0',
  'LGPL-3.0-or-later',
  'MPL-1.1',
  'MPL-2.0',
  'OFL-1.1',
];

const packageSchema = z.object({
  license: z.string().optional(),
  dev: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  link: z.boolean().optional(),
});
const lockSchema = z.object({ packages: z.record(z.string(), packageSchema) });

/** A package of the lock file. */
export interface LockedPackage {
  /** Its folder, `node_modules/fastify`. */
  readonly folder: string;
  /** SPDX expression; null where neither the lock file nor its own package.json says one. */
  readonly licence: string | null;
  readonly isForDevelopment: boolean;
}

/**
 * @param lock content of package-lock.json.
 * @param ownWord what a package's own package.json says, for the few that the lock file does not know; by its folder.
 */
export function packagesOf(lock: unknown, ownWord: (folder: string) => string | null): LockedPackage[] {
  return Object.entries(lockSchema.parse(lock).packages)
    .filter(([folder, { link }]) => folder.includes('node_modules/') && link !== true)
    .map(([folder, { license, dev, devOptional }]) => ({
      folder,
      licence: license ?? ownWord(folder),
      isForDevelopment: dev === true || devOptional === true,
    }));
}

/** Whether one may do with this package what is done with it; of a choice (`OR`) one is enough, of `AND` all have to be. */
export function isPermitted({ licence, isForDevelopment }: LockedPackage): boolean {
  const list = isForDevelopment ? permittedForDevelopment : permitted;
  const isListed = (each: string) => list.includes(each.replace(/^\(|\)$/g, '').trim());
  return (
    licence !== null && licence.split(' OR ').some((choice) => choice.split(' AND ').every((each) => isListed(each)))
  );
}
