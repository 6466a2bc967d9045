import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

/** What Grafana would load: the production build, made anew. */
const root = path.resolve(__dirname, '../..');
const dist = path.join(root, 'dist');

/** The fields of plugin.json that these tests read. */
interface PluginJson {
  readonly id: string;
  readonly languages: readonly string[];
  readonly info: { readonly version: string; readonly logos: { readonly small: string; readonly large: string } };
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
  await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: root });
  pluginJson = JSON.parse(await inDist('plugin.json')) as PluginJson;
}, 180_000);

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

  it('is small: 40 kB gzipped for what Grafana loads with every page, 300 kB for all of it', async () => {
    const sizes = await Promise.all((await filesEndingWith('.js')).map(async (file) => (await inDist(file)).length));
    expect(gzipSync(await inDist('module.js')).length).toBeLessThanOrEqual(40 * 1024);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(300 * 1024);
  });

  it('loads its pages apart, when somebody opens them', async () => {
    const { sources } = JSON.parse(await inDist('module.js.map')) as { sources: readonly string[] };
    expect(sources.filter((source) => /src\/pages\//.test(source))).toEqual([]);
  });

  it('bundles neither React nor Grafana', async () => {
    const maps = await filesEndingWith('.js.map');
    expect(maps).toContain('module.js.map');
    for (const map of maps) {
      const { sources } = JSON.parse(await inDist(map)) as { sources: readonly string[] };
      const shared = sources.filter((source) =>
        /node_modules\/(react|react-dom|@grafana\/(ui|data|runtime))\//.test(source)
      );
      expect(shared).toEqual([]);
    }
  });

  it("does not touch React's internals, which differ between React 18 and 19", async () => {
    for (const file of await filesEndingWith('.js')) {
      expect(await inDist(file)).not.toContain('__SECRET_INTERNALS');
    }
  });
});

describe('plugin.json', () => {
  it('names the plugin, its version and the oldest Grafana', async () => {
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
    expect(pluginJson).toMatchObject({
      id: 'blueclerk-loadtest-app',
      info: { version },
      dependencies: { grafanaDependency: '>=12.3.0' },
    });
    expect(JSON.stringify(pluginJson)).not.toMatch(/%[A-Z_]+%/);
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

describe('the files around it', () => {
  it('are those that the plugin catalogue asks for', async () => {
    expect(await readdir(dist)).toEqual(expect.arrayContaining(['README.md', 'CHANGELOG.md', 'LICENSE']));
  });

  it('bring the English texts, which Grafana looks for by language and id', async () => {
    const texts: unknown = JSON.parse(await inDist(`locales/en-US/${pluginJson.id}.json`));
    expect(pluginJson.languages).toEqual(['en-US']);
    expect(texts).toMatchObject({ settings: { url: 'Sidecar URL' } });
  });

  it('bring the dashboards that plugin.json names', async () => {
    const dashboards = pluginJson.includes.filter(({ path: file }) => file.startsWith('dashboards/'));
    expect(dashboards.length).toBeGreaterThan(0);
    for (const { path: file } of dashboards) {
      expect(JSON.parse(await inDist(file))).toMatchObject({ id: null, uid: expect.any(String) });
    }
  });

  it('has a README whose links work inside Grafana', async () => {
    const links = [...(await inDist('README.md')).matchAll(/\]\(([^)]*)\)/g)].map(([, link]) => link);
    expect(links.filter((link) => !link?.startsWith('https://'))).toEqual([]);
  });

  it('has a logo without scripts and without references to elsewhere', async () => {
    for (const logo of Object.values(pluginJson.info.logos)) {
      const svg = await inDist(logo);
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      expect(svg).not.toMatch(/<script|<foreignObject|<!ENTITY|\son\w+=|href=|url\(/i);
    }
  });
});
