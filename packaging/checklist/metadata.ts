import { z } from 'zod';
import { parsePluginJson } from './plugin-json';
import {
  pluginJsonPaths,
  plugins,
  resolveIn,
  rootFolder,
  textOf,
  type Candidate,
  type Plugin,
  type Rule,
} from './rule';

/** What plugin.json says: the app's own and, where it does not say otherwise, that of every plugin nested in it. */
export const metadataRules = {
  'every plugin.json fits the schema': ({ archive }) =>
    pluginJsonPaths(archive).flatMap((path) => {
      const parsed = parsePluginJson(textOf(archive, path));
      return parsed.success
        ? []
        : parsed.error.issues.map((issue) => `${path}: ${issue.path.join('.')} ${issue.message}`);
    }),

  'no placeholder is left': ({ archive }) =>
    [...archive.keys()]
      .filter((path) => /(plugin\.json|README\.md)$/.test(path))
      .flatMap((path) => [...textOf(archive, path).matchAll(/%[A-Z_]+%/g)].map(([found]) => `${path}: ${found}`)),

  'the id ends with the type': each(({ json: { id, type } }) =>
    id.endsWith(`-${type}`) ? [] : [`the id ${id} does not end with -${type}`]
  ),

  'the name is for people, not the id': each(({ json: { id, name } }) =>
    name === id || !/^[A-Z]/.test(name) ? [`the name ${name} should be words, with a capital first`] : []
  ),

  'the version is that of package.json': (candidate) => {
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(textOf(candidate.repository, 'package.json')));
    return each(({ json: { info } }) =>
      info.version === version ? [] : [`the version ${info.version} is not ${version} as in package.json`]
    )(candidate);
  },

  'every plugin.json asks for the same Grafana, without an upper end': (candidate) => {
    const [app] = plugins(candidate);
    const wanted = app?.json.dependencies.grafanaDependency;
    return each(({ json: { dependencies } }) => [
      ...(dependencies.grafanaDependency === wanted ? [] : [`${dependencies.grafanaDependency} is not ${wanted}`]),
      ...(/^>=\d+\.\d+\.\d+$/.test(dependencies.grafanaDependency)
        ? []
        : [`${dependencies.grafanaDependency} is not of the form >=12.3.0`]),
    ])(candidate);
  },

  'no plugin of it depends on another of it': (candidate) => {
    const own = plugins(candidate).map(({ json }) => json.id);
    return each(({ json: { dependencies } }) =>
      dependencies.plugins.filter(({ id }) => own.includes(id)).map(({ id }) => `depends on ${id}, which comes with it`)
    )(candidate);
  },

  'every path of plugin.json is in the archive': (candidate) =>
    each((plugin) =>
      pathsOf(plugin)
        .filter((path) => !candidate.archive.has(resolveIn(candidate, plugin.folder, path) ?? ''))
        .map((path) => `${path} is not a file of the archive, relative to plugin.json`)
    )(candidate),

  'pages belong to the app': (candidate) =>
    each(({ json: { id, includes } }) =>
      includes
        .filter(({ type, path }) => type === 'page' && !new RegExp(`^/(a|plugins)/${id}(/|$)`).test(path))
        .map(({ path }) => `the page ${path} is not below /a/${id}`)
    )(candidate),

  'every nested plugin is declared, with its type': (candidate) => {
    const [app, ...nested] = plugins(candidate);
    const root = rootFolder(candidate);
    return nested.flatMap(({ path, json: { type } }) => {
      const relative = path.slice(root.length);
      const declared = app?.json.includes.find((include) => include.path === relative);
      return declared?.type === type
        ? []
        : [`includes of plugin.json has no { "type": "${type}", "path": "${relative}" } for ${path}`];
    });
  },

  'every declared panel is there': (candidate) => {
    const nested = plugins(candidate).map(({ path }) => path);
    return each(({ folder, json: { includes } }) =>
      includes
        .filter(({ type, path }) => type !== 'page' && type !== 'dashboard' && !nested.includes(`${folder}${path}`))
        .map(({ type, path }) => `${path} is not the plugin.json of a ${type}`)
    )(candidate);
  },

  'the app says where its links lead, by https': each(({ json: { info } }) =>
    info.links.filter(({ url }) => !url.startsWith('https://')).map(({ url }) => `the link ${url} is not https`)
  ),
} satisfies Record<string, Rule>;

/** A rule that looks at each plugin of the archive by itself. */
export function each(check: (plugin: Plugin) => readonly string[]): (candidate: Candidate) => readonly string[] {
  return (candidate) =>
    plugins(candidate).flatMap((plugin) => check(plugin).map((problem) => `${plugin.path}: ${problem}`));
}

/** What must be a file beside plugin.json: pages are addresses in Grafana. */
function pathsOf({ json: { id, info, includes, languages = [] } }: Plugin): readonly string[] {
  return [
    info.logos.small,
    info.logos.large,
    ...info.screenshots.map(({ path }) => path),
    ...includes.filter(({ type }) => type !== 'page').map(({ path }) => path),
    ...languages.map((language) => `locales/${language}/${id}.json`),
  ];
}
