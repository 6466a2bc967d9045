import type { RuleName } from '../../../packaging/checklist';
import {
  all,
  archived,
  edited,
  examplePanel,
  inRepository,
  panelEdited,
  renamed,
  root,
  without,
  type Change,
} from './change';
import { codeExamples } from './code-examples';

/** For each rule the changes that break it, each with what the rule then says (a part of it). */
export type CounterExamples<Name extends string> = Record<Name, ReadonlyArray<readonly [Change, string]>>;

const pluginJson = `${root}plugin.json`;
const panelJson = `${root}panels/example/plugin.json`;
const otherMap = (source: string) =>
  archived(`${root}module.js.map`, JSON.stringify({ sources: [source], sourcesContent: ['export {};'] }));

/** Every rule of the checklist: one without a counter-example does not compile. */
export const counterExamples: CounterExamples<RuleName> = {
  ...codeExamples,

  'it has one root folder, named as the plugin id': [
    [archived('__MACOSX/plugin.json', '{}'), 'root folders blueclerk-loadtest-app, __MACOSX'],
    [renamed(root, 'dist/'), 'root folders dist; the id in plugin.json is blueclerk-loadtest-app'],
    [renamed(root, ''), 'the id in plugin.json is not to be found'],
  ],
  'it has no folder dist within': [[archived(`${root}dist/module.js`, ''), `${root}dist/module.js`]],
  'every plugin in it has its module.js': [
    [without(`${root}module.js`), `${root}module.js is missing`],
    [all(examplePanel, without(`${root}panels/example/module.js`)), 'panels/example/module.js is missing'],
  ],
  'every script has a source map': [[without(`${root}module.js.map`), `${root}module.js.map is missing`]],
  'the source maps hold the sources as they are': [
    [inRepository('src/module.tsx', 'changed();'), `${root}module.js.map was made from another src/module.tsx`],
    [otherMap('webpack://blueclerk-loadtest-app/./gone.ts'), 'was made from another src/gone.ts'],
    [archived(`${root}module.js.map`, 'not a map'), 'is not a source map'],
    [
      all(examplePanel, without(`${root}panels/example/module.js.map`)),
      'no source map names src/panels/example/module',
    ],
  ],
  'it holds only what a plugin needs': [
    [archived(`${root}components/App.test.ts`, ''), `${root}components/App.test.ts`],
    [archived(`${root}testing/runs.json`, '{}'), `${root}testing/runs.json`],
    [archived(`${root}dashboards/undeclared.json`, '{}'), `${root}dashboards/undeclared.json`],
    [archived(`${root}.env`, ''), `${root}.env`],
    [archived(`${root}go_plugin_linux_amd64`, ''), `${root}go_plugin_linux_amd64`],
  ],

  'every plugin.json fits the schema': [
    [edited(pluginJson, /"keywords": \[[^\]]*\]/, '"keywords": []'), 'info.keywords'],
    [edited(pluginJson, /"description": "[^"]*"/, '"description": ""'), 'info.description'],
    [
      edited(pluginJson, '"id": "blueclerk-loadtest-app"', '"id": "Loadtest"'),
      'id is not <organisation>-<name>-<type>',
    ],
    [edited(pluginJson, '>=12.3.0', 'newest'), 'dependencies.grafanaDependency is not a range of versions'],
    [edited(pluginJson, '"method": "GET"', '"method": "get"'), 'routes.0.method'],
    [edited(pluginJson, '"type": "app"', '"type": "app", "backend": true'), 'backend is true'],
    [archived(panelJson, '{'), `${panelJson}: `],
  ],
  'no placeholder is left': [[edited(pluginJson, /"version": "[^"]*"/, '"version": "%VERSION%"'), '%VERSION%']],
  'the id ends with the type': [
    [
      panelEdited('blueclerk-example-panel', 'blueclerk-example-app'),
      'the id blueclerk-example-app does not end with -panel',
    ],
  ],
  'the name is for people, not the id': [
    [edited(pluginJson, 'Load Test Monitoring', 'blueclerk-loadtest-app'), 'should be words'],
    [panelEdited('"name":"Example"', '"name":"example"'), 'the name example'],
  ],
  'the version is that of package.json': [
    [edited(pluginJson, /"version": "[^"]*"/, '"version": "99.0.0"'), 'the version 99.0.0 is not'],
    [panelEdited(/"version":"[^"]*"/, '"version":"99.0.0"'), `${panelJson}: the version 99.0.0`],
  ],
  'every plugin.json asks for the same Grafana, without an upper end': [
    [panelEdited('>=12.3.0', '>=12.4.0'), `${panelJson}: >=12.4.0 is not >=12.3.0`],
    [edited(pluginJson, '>=12.3.0', '12.3.x'), '12.3.x is not of the form'],
  ],
  'no plugin of it depends on another of it': [
    [
      panelEdited('"plugins":[]', '"plugins":[{"id":"blueclerk-loadtest-app","type":"app","name":"App"}]'),
      'depends on blueclerk-loadtest-app',
    ],
  ],
  'every path of plugin.json is in the archive': [
    [without(`${root}img/logo.svg`), 'img/logo.svg is not a file'],
    [without(`${root}img/run.png`), 'img/run.png is not a file'],
    [edited(pluginJson, 'img/results.png', '/img/results.png'), '/img/results.png is not a file'],
    [edited(pluginJson, 'img/results.png', '../img/results.png'), '../img/results.png is not a file'],
    [all(examplePanel, without(`${root}panels/example/img/logo.svg`)), `${panelJson}: img/logo.svg`],
    [
      edited(
        pluginJson,
        '"includes": [',
        '"includes": [{ "type": "dashboard", "name": "X", "path": "dashboards/x.json" },'
      ),
      'dashboards/x.json is not a file',
    ],
    [without(`${root}locales/en-US/blueclerk-loadtest-app.json`), 'locales/en-US/blueclerk-loadtest-app.json'],
  ],
  'pages belong to the app': [
    [edited(pluginJson, '/a/blueclerk-loadtest-app/results', '/a/other-app/results'), 'the page /a/other-app/results'],
  ],
  'every nested plugin is declared, with its type': [
    [
      all(examplePanel, edited(pluginJson, 'panels/example/plugin.json', 'panels/other/plugin.json')),
      'no { "type": "panel", "path": "panels/example/plugin.json" }',
    ],
    [all(examplePanel, edited(pluginJson, '"type": "panel"', '"type": "datasource"')), `for ${panelJson}`],
  ],
  'every declared panel is there': [
    [all(examplePanel, without(panelJson)), 'panels/example/plugin.json is not the plugin.json of a panel'],
    [
      all(examplePanel, edited(pluginJson, 'panels/example/plugin.json', 'panels/example/module.js')),
      'panels/example/module.js is not the plugin.json of a panel',
    ],
  ],
  'the app says where its links lead, by https': [
    [edited(pluginJson, 'https://www.apache.org', 'http://www.apache.org'), 'the link http://www.apache.org'],
  ],

  'logos are SVG without scripts and without references to elsewhere': [
    [edited(`${root}img/logo.svg`, '</svg>', '<script>1</script></svg>'), `${root}img/logo.svg`],
    [edited(`${root}img/logo.svg`, '</svg>', '<path onload="x()" /></svg>'), `${root}img/logo.svg`],
    [
      edited(`${root}img/logo.svg`, '</svg>', '<image href="https://example.com/x.png" /></svg>'),
      'is not an SVG, or has',
    ],
    [archived(`${root}img/logo.svg`, 'no picture'), `${root}img/logo.svg`],
  ],
  'the app has screenshots': [[edited(pluginJson, /"screenshots": \[[^\]]*\]/, '"screenshots": []'), 'is empty']],
  'screenshots are of the type that their name says': [
    [archived(`${root}img/run.png`, '<svg/>'), 'img/run.png is not a picture'],
    [edited(pluginJson, 'img/run.png', 'img/logo.svg'), 'img/logo.svg is not a picture'],
  ],

  'the README describes this plugin': [
    [without(`${root}README.md`), 'README.md is missing'],
    [edited(`${root}README.md`, '##', '<!-- Say what it is for. -->\n\n##'), 'of the template'],
  ],
  'links of README and changelog are absolute': [
    [edited(`${root}README.md`, '##', '[more](docs/more.md)\n\n##'), 'README.md: docs/more.md'],
    [edited(`${root}README.md`, '##', '![picture](/img/run.png)\n\n##'), 'README.md: /img/run.png'],
    [edited(`${root}CHANGELOG.md`, '##', '<img src="run.png">\n\n##'), 'CHANGELOG.md: run.png'],
  ],
  'a changelog tells of versions': [
    [without(`${root}CHANGELOG.md`), 'CHANGELOG.md is missing'],
    [archived(`${root}CHANGELOG.md`, '# Changelog\n'), 'has no section of a version'],
  ],
  'the licence is Apache-2.0, in full': [
    [without(`${root}LICENSE`), 'LICENSE is not the text'],
    [edited(`${root}LICENSE`, 'END OF TERMS AND CONDITIONS', ''), 'LICENSE is not the text'],
    [inRepository('package.json', '{ "version": "1.0.0", "license": "MIT" }'), 'does not name the licence'],
  ],

  'every module.js takes React from Grafana': [
    [edited(`${root}module.js`, ',"react",', ','), `${root}module.js is not an AMD module that asks for react`],
    [
      all(examplePanel, archived(`${root}panels/example/module.js`, 'export const plugin = 1;')),
      'panels/example/module.js is not an AMD module that asks for react',
    ],
  ],
  'no script brings React, Grafana or what else Grafana shares': [
    [otherMap('webpack://x/../node_modules/react/cjs/react-jsx-runtime.production.min.js'), `${root}module.js brings`],
    [otherMap('webpack://x/../node_modules/@grafana/ui/dist/esm/index.mjs'), '@grafana/ui'],
  ],
  "no script touches React's internals, which differ between React 18 and 19": [
    [
      archived(`${root}204.js`, 'r.__SECRET_INTERNALS_DO_NOT_USE_OR_YOU_WILL_BE_FIRED'),
      `${root}204.js: __SECRET_INTERNALS_DO_NOT_USE_OR_YOU_WILL_BE_FIRED`,
    ],
  ],
  'it is built for production': [
    [edited(pluginJson, '"buildMode": "production"', '"buildMode": "development"'), pluginJson],
    [archived(`${root}204.js`, 'eval("1");'), `${root}204.js is of a development build`],
  ],
  "it is built with create-plugin's configuration": [
    [inRepository('.config/webpack/webpack.config.ts', 'export default {};'), 'does not name @grafana/create-plugin'],
  ],
  'it needs nothing that Grafana has retired': [
    [inRepository('package.json', '{ "devDependencies": { "@grafana/toolkit": "1" } }'), 'asks for @grafana/toolkit'],
  ],
};
