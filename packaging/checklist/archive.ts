import { z } from 'zod';
import { pluginJsonPaths, plugins, resolveIn, rootFolder, textOf, type Candidate, type Rule } from './rule';

/** Everything a plugin consists of in Grafana, below its root folder. Dashboards are in `includes`, see below. */
const expected = [
  /^(README\.md|CHANGELOG\.md|LICENSE|MANIFEST\.txt)$/,
  /(^|\/)plugin\.json$/,
  /(^|\/)[\w-]+\.js(\.map)?$/,
  /(^|\/)img\/[\w-]+\.(svg|png|jpe?g|gif|webp)$/,
  /^[0-9a-f]{16,}\.(svg|png|jpe?g|gif|webp|woff2?)$/,
  /(^|\/)locales\/[a-z]{2}-[A-Z]{2}\/[\w-]+\.json$/,
];

const mapSchema = z.object({ sources: z.array(z.string()), sourcesContent: z.array(z.string().nullable()) });

/** What the archive consists of. */
export const archiveRules = {
  'it has one root folder, named as the plugin id': ({ archive }) => {
    const roots = [...new Set([...archive.keys()].map((path) => path.split('/')[0] ?? ''))];
    const id = z.object({ id: z.string() }).safeParse(jsonOf(textOf(archive, `${roots[0]}/plugin.json`)));
    return roots.length === 1 && id.success && id.data.id === roots[0]
      ? []
      : [`root folders ${roots.join(', ')}; the id in plugin.json is ${id.data?.id ?? 'not to be found'}`];
  },

  'it has no folder dist within': ({ archive }) =>
    [...archive.keys()].filter((path) => path.split('/').slice(0, -1).includes('dist')),

  'every plugin in it has its module.js': (candidate) =>
    pluginJsonPaths(candidate.archive)
      .map((path) => path.replace(/plugin\.json$/, 'module.js'))
      .filter((path) => !candidate.archive.has(path))
      .map((path) => `${path} is missing`),

  'every script has a source map': ({ archive }) =>
    scripts({ archive })
      .filter((path) => !archive.has(`${path}.map`))
      .map((path) => `${path}.map is missing`),

  'the source maps hold the sources as they are': (candidate) => {
    const maps = [...candidate.archive.keys()].filter((path) => path.endsWith('.js.map'));
    const seen = maps.flatMap((path) => staleSources(candidate, path));
    const all = maps.flatMap((path) => ownSources(textOf(candidate.archive, path)).map(({ file }) => file));
    const modules = plugins(candidate).map(
      ({ folder }) => `src/${folder.slice(rootFolder(candidate).length)}module.ts`
    );
    const missing = modules.filter((module) => !all.some((file) => file === module || file === `${module}x`));
    return [...seen, ...missing.map((module) => `no source map names ${module}(x)`)];
  },

  'it holds only what a plugin needs': (candidate) => {
    const root = rootFolder(candidate);
    const dashboards = plugins(candidate).flatMap(({ folder, json }) =>
      json.includes.filter(({ type }) => type === 'dashboard').map(({ path }) => resolveIn(candidate, folder, path))
    );
    return [...candidate.archive.keys()].filter(
      (path) => !expected.some((pattern) => pattern.test(path.slice(root.length))) && !dashboards.includes(path)
    );
  },
} satisfies Record<string, Rule>;

/** Paths of every script in the archive. */
export function scripts({ archive }: Pick<Candidate, 'archive'>): readonly string[] {
  return [...archive.keys()].filter((path) => path.endsWith('.js'));
}

/** What a source map says it was made from, in its own words. */
export function sourcesOf(map: string): readonly string[] {
  const parsed = mapSchema.safeParse(jsonOf(map));
  return parsed.success ? parsed.data.sources : [];
}

/** The sources of a map that are files of this repository, with their contents. */
function ownSources(map: string): ReadonlyArray<{ readonly file: string; readonly content: string | null }> {
  const parsed = mapSchema.safeParse(jsonOf(map));
  return (parsed.success ? parsed.data.sources : []).flatMap((source, index) => {
    const inSrc = /^webpack:\/\/[^/]+\/\.\/((?!node_modules\/).*\.tsx?)$/.exec(source)?.[1];
    return inSrc === undefined ? [] : [{ file: `src/${inSrc}`, content: parsed.data?.sourcesContent[index] ?? null }];
  });
}

function staleSources({ archive, repository }: Candidate, map: string): readonly string[] {
  if (!mapSchema.safeParse(jsonOf(textOf(archive, map))).success) {
    return [`${map} is not a source map`];
  }
  return ownSources(textOf(archive, map))
    .filter(({ file, content }) => !repository.has(file) || textOf(repository, file) !== content)
    .map(({ file }) => `${map} was made from another ${file}`);
}

function jsonOf(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
