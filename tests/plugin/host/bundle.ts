import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { builtOnce } from './once';
import { folderOfPackage, packagesFolder, type ReactMajor } from './packages';

/** What Grafana shares with plugins, of .config/bundler/externals.ts: as far as an app may want it today. */
const shared = [
  '@emotion/css',
  '@emotion/react',
  '@grafana/data',
  '@grafana/runtime',
  '@grafana/runtime/unstable',
  '@grafana/ui',
  '@grafana/ui/unstable',
  'i18next',
  'lodash',
  'moment',
  'react',
  'react-dom',
  'react-router',
  'react/jsx-runtime',
  'rxjs',
];

/** Of these a page may have one only, whoever asks: those of the chosen Grafana. */
const single =
  /^(react|react-dom|react-is|i18next|react-i18next|scheduler|@grafana\/(data|runtime|ui|i18n|schema))(\/|$)/;

/** Folder with the host page's code, host.js and its chunks; made once for a lock file. */
export function bundledHost(react: ReactMajor): Promise<string> {
  const sources = ['tests/plugin/host/page', 'tests/plugin/host/bundle.ts', 'package-lock.json'];
  return builtOnce(`host-react${react}`, sources, async (outdir) => {
    await build({
      entryPoints: { host: path.join(__dirname, 'page/index.tsx') },
      outdir,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      jsx: 'transform',
      minify: true,
      define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
      loader: { '.svg': 'dataurl', '.ttf': 'dataurl' },
      logLevel: 'error',
      plugins: [grafanaPackages(react)],
    });
  });
}

/** Resolves Grafana's packages from the chosen release, and makes the modules of page/grafana-*.d.ts. */
function grafanaPackages(react: ReactMajor): Plugin {
  const packages = packagesFolder(react);
  const ui = folderOfPackage('@grafana/ui', packages);
  const runtime = folderOfPackage('@grafana/runtime', packages);
  const compat = folderOfPackage('react-router-dom-v5-compat', ui);
  const modules: Readonly<Record<string, string>> = {
    'grafana-externals': `export const externals = {${shared.map((name) => `${JSON.stringify(name)}: () => require(${JSON.stringify(name)})`).join()}};`,
    'grafana-internals': `
      export { setPluginPage } from ${JSON.stringify(path.join(runtime, 'dist/esm/components/PluginPage.mjs'))};
      export { setPanelRenderer } from ${JSON.stringify(path.join(runtime, 'dist/esm/components/PanelRenderer.mjs'))};`,
    'grafana-router': `
      export { Router } from 'react-router-dom';
      export { CompatRouter, Route, Routes } from 'react-router-dom-v5-compat';`,
  };
  return {
    name: 'grafana-packages',
    setup(bundler) {
      bundler.onResolve({ filter: /^grafana-(externals|internals|router)$/ }, ({ path: name }) => ({
        path: name,
        namespace: 'host',
      }));
      bundler.onLoad({ filter: /.*/, namespace: 'host' }, ({ path: name }) => ({
        contents: modules[name],
        resolveDir: ui,
      }));
      const resolving = { resolved: true };
      bundler.onResolve({ filter: /^[^./]/ }, ({ path: name, namespace, kind, resolveDir, pluginData }) => {
        const isShared = namespace === 'host';
        if (pluginData === resolving || (!isShared && !single.test(name))) {
          return null;
        }
        const from = name === 'react-router' ? compat : single.test(name) ? packages : resolveDir;
        // A module that is shared is the very one that Grafana's own packages import.
        return bundler.resolve(name, {
          kind: isShared ? 'import-statement' : kind,
          resolveDir: from,
          pluginData: resolving,
        });
      });
    },
  };
}
