import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { repository } from '../build';
import { isPermitted, packagesOf, type LockedPackage } from './licences';

/**
 * `npm run licences`: how many packages of the lock file have which licence, of those that are handed on and of those that are
 * for development alone; fails where one is not permitted.
 */

/** What is not permitted by its licence, and why it is here. */
const exceptions: Readonly<Record<string, string>> = {
  'node_modules/get-document':
    'which names no licence: part of @grafana/ui, which Grafana brings itself, and of no archive',
};

const ownSchema = z.object({
  license: z.union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)]).optional(),
  licenses: z.array(z.object({ type: z.string() })).optional(),
});

/** How the two licences begin that packages hand on without naming them. */
const beginnings: ReadonlyArray<readonly [string, string]> = [
  ['This is free and unencumbered software released into the public domain', 'Unlicense'],
  ['Permission is hereby granted, free of charge, to any person obtaining', 'MIT'],
];

/** Older packages say it as an object or a list, or only in a text; those for other systems are not installed. */
function ownWord(folder: string): string | null {
  const place = path.join(repository, folder);
  if (!existsSync(place)) {
    return null;
  }
  const { license, licenses } = ownSchema.parse(JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8')));
  return license ?? licenses?.map(({ type }) => type).join(' OR ') ?? licenceOfText(place);
}

function licenceOfText(place: string): string | null {
  const files = readdirSync(place).filter((name) => /^(licen[cs]e|copying|readme)/i.test(name));
  const text = files.map((name) => readFileSync(path.join(place, name), 'utf8').replace(/\s+/g, ' ')).join(' ');
  return beginnings.find(([beginning]) => text.includes(beginning))?.[1] ?? null;
}

function table(packages: readonly LockedPackage[]): string[] {
  const counts = new Map<string, { handedOn: number; development: number }>();
  for (const { licence, isForDevelopment } of packages) {
    const count = counts.get(licence ?? 'none') ?? { handedOn: 0, development: 0 };
    count[isForDevelopment ? 'development' : 'handedOn'] += 1;
    counts.set(licence ?? 'none', count);
  }
  return [
    'handed on  development  licence',
    ...[...counts]
      .sort(([, one], [, other]) => other.handedOn - one.handedOn || other.development - one.development)
      .map(
        ([licence, { handedOn, development }]) =>
          `${String(handedOn).padStart(9)}  ${String(development).padStart(11)}  ${licence}`
      ),
  ];
}

const lock: unknown = JSON.parse(readFileSync(path.join(repository, 'package-lock.json'), 'utf8'));
const packages = packagesOf(lock, ownWord);
console.log(table(packages).join('\n'));
const refused = packages.filter((each) => !isPermitted(each) && exceptions[each.folder] === undefined);
for (const [folder, why] of Object.entries(exceptions)) {
  console.log(`Exception: ${folder}, ${why}`);
}
refused.forEach(({ folder, licence }) => console.log(`Not permitted: ${folder} (${licence ?? 'it says none'})`));
process.exitCode = refused.length === 0 ? 0 : 1;
