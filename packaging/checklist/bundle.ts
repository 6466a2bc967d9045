import { scripts, sourcesOf } from './archive';
import { pluginJsonPaths, textOf, type Rule } from './rule';

/** What Grafana gives to plugins, and what therefore must not come with one. */
const shared =
  /node_modules\/(react|react-dom|scheduler|rxjs|i18next|react-router|lodash|@emotion\/(css|react)|@grafana\/(ui|data|runtime))\//;
/** Names of React 18 and 19 for what only React itself may touch. */
const internals = /__SECRET_INTERNALS_DO_NOT_USE_OR_YOU_WILL_BE_FIRED|__CLIENT_INTERNALS_DO_NOT_USE_OR_WARN_USERS/;

/** The built scripts, and how they are built. */
export const bundleRules = {
  'every module.js takes React from Grafana': ({ archive }) =>
    pluginJsonPaths(archive)
      .map((path) => path.replace(/plugin\.json$/, 'module.js'))
      .filter((path) => !/define\(\[[^\]]*["']react["']/.test(textOf(archive, path)))
      .map((path) => `${path} is not an AMD module that asks for react`),

  // Its jsx-runtime too: "react" alone as an external would bundle that.
  'no script brings React, Grafana or what else Grafana shares': ({ archive }) =>
    scripts({ archive }).flatMap((path) =>
      sourcesOf(textOf(archive, `${path}.map`))
        .filter((source) => shared.test(source))
        .map((source) => `${path} brings ${source}`)
    ),

  "no script touches React's internals, which differ between React 18 and 19": ({ archive }) =>
    scripts({ archive }).flatMap((path) =>
      [...textOf(archive, path).matchAll(new RegExp(internals, 'g'))].map(([name]) => `${path}: ${name}`)
    ),

  'it is built for production': ({ archive }) =>
    [
      ...pluginJsonPaths(archive).filter((path) => !/"buildMode":\s*"production"/.test(textOf(archive, path))),
      ...scripts({ archive }).filter((path) => /livereload|\beval\(/.test(textOf(archive, path))),
    ].map((path) => `${path} is of a development build`),

  "it is built with create-plugin's configuration": ({ repository }) =>
    textOf(repository, '.config/webpack/webpack.config.ts').includes('@grafana/create-plugin')
      ? []
      : ['.config/webpack/webpack.config.ts is missing or does not name @grafana/create-plugin'],

  'it needs nothing that Grafana has retired': ({ repository }) =>
    [...textOf(repository, 'package.json').matchAll(/"(@grafana\/toolkit|angular[\w-]*)":/g)].map(
      ([, name]) => `package.json asks for ${name}`
    ),
} satisfies Record<string, Rule>;
