import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { builtPlugin } from './host/plugin-build';

/** Folder with the production build. What the plugin catalogue asks of it is in package.test.ts. */
let dist: string;

/** The fields of plugin.json that these tests read. */
interface PluginJson {
  readonly id: string;
  readonly languages: readonly string[];
  readonly dependencies: { readonly grafanaDependency: string };
  readonly includes: ReadonlyArray<{ readonly path: string; readonly role: string }>;
  readonly routes: ReadonlyArray<{
    readonly path: string;
    readonly method: string;
    readonly reqRole: string;
    readonly url: string;
    readonly headers: ReadonlyArray<{ readonly name: string; readonly content: string }>;
  }>;
}

let pluginJson: PluginJson;

beforeAll(async () => {
  dist = await builtPlugin();
  pluginJson = JSON.parse(await inDist('plugin.json')) as PluginJson;
}, 240_000);

function inDist(file: string): Promise<string> {
  return readFile(path.join(dist, file), 'utf8');
}

async function filesEndingWith(ending: string): Promise<readonly string[]> {
  const files = await readdir(dist, { recursive: true });
  return files.filter((file) => file.endsWith(ending));
}

describe('the code', () => {
  it('is an AMD module that takes React and Grafana from the Grafana it runs in', async () => {
    const shared = /define\(\[([^\]]*)\]/
      .exec(await inDist('module.js'))?.[1]
      ?.replaceAll('"', '')
      .split(',');
    expect(shared).toEqual(expect.arrayContaining(['react', '@grafana/data', '@grafana/runtime', '@grafana/ui']));
  });

  it('is small: 40 kB gzipped for what Grafana loads with every page, 340 kB for the app, 80 kB for its panel', async () => {
    const scripts = await filesEndingWith('.js');
    const sizeOf = async (files: readonly string[]) =>
      (await Promise.all(files.map(async (file) => (await inDist(file)).length))).reduce((sum, size) => sum + size, 0);
    const isOfPanel = (file: string) => file.startsWith('panels/');
    expect(gzipSync(await inDist('module.js')).length).toBeLessThanOrEqual(40 * 1024);
    expect(await sizeOf(scripts.filter((file) => !isOfPanel(file)))).toBeLessThanOrEqual(340 * 1024);
    expect(await sizeOf(scripts.filter(isOfPanel))).toBeLessThanOrEqual(80 * 1024);
  });

  it('loads its pages apart, when somebody opens them', async () => {
    const { sources } = JSON.parse(await inDist('module.js.map')) as { sources: readonly string[] };
    expect(sources.filter((source) => /\/\.\/pages\//.test(source))).toEqual([]);
  });
});

describe('plugin.json', () => {
  it('names the plugin and the oldest Grafana', () => {
    expect(pluginJson).toMatchObject({
      id: 'blueclerk-loadtest-app',
      dependencies: { grafanaDependency: '>=12.3.0' },
    });
  });

  it('shows the results to viewers', () => {
    expect(pluginJson.includes).toContainEqual(
      expect.objectContaining({ path: '/a/blueclerk-loadtest-app/results', role: 'Viewer' })
    );
  });

  it('lets every path below api/ through: Grafana matches a route without a wildcard exactly', () => {
    for (const route of pluginJson.routes) {
      expect(route).toMatchObject({ path: 'api/*', url: '{{ .JsonData.apiUrl }}/api/' });
    }
  });

  it('gives the read key to GET only, and the operate key to editors only', () => {
    const access = pluginJson.routes.map(({ method, reqRole, headers }) => [method, reqRole, ...headers]);
    const bearer = (key: string) => ({ name: 'Authorization', content: `Bearer {{ .SecureJsonData.${key} }}` });
    expect(access).toEqual([
      ['GET', 'Viewer', bearer('readKey')],
      ['POST', 'Editor', bearer('operateKey')],
      ['PUT', 'Editor', bearer('operateKey')],
    ]);
  });
});

it('brings the dashboards that plugin.json names', async () => {
  const dashboards = pluginJson.includes.filter(({ path: file }) => file.startsWith('dashboards/'));
  expect(dashboards.length).toBeGreaterThan(0);
  for (const { path: file } of dashboards) {
    expect(JSON.parse(await inDist(file))).toMatchObject({ id: null, uid: expect.any(String) });
  }
});

it('brings the English texts, which Grafana looks for by language and id', async () => {
  const texts: unknown = JSON.parse(await inDist(`locales/en-US/${pluginJson.id}.json`));
  expect(pluginJson.languages).toEqual(['en-US']);
  expect(texts).toMatchObject({ settings: { url: 'Sidecar URL' } });
});
