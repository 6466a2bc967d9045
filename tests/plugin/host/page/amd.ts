import { externals } from 'grafana-externals';

type Factory = (...dependencies: unknown[]) => unknown;

/**
 * Loads an AMD module as Grafana's SystemJS does: its dependencies are the modules that Grafana shares. Its chunks need
 * no loader: webpack's own runtime fetches them.
 *
 * @throws Error with the name of a dependency that Grafana does not share.
 */
export async function loadAmdModule(address: string): Promise<unknown> {
  const uri = new URL(address, document.baseURI).href;
  let defined: { dependencies: readonly string[]; factory: Factory } | null = null;
  Object.assign(window, {
    define: (dependencies: readonly string[], factory: Factory) => (defined = { dependencies, factory }),
  });
  await loadScript(uri);
  const module = defined as { dependencies: readonly string[]; factory: Factory } | null;
  if (module === null) {
    throw new Error(`${uri} is no AMD module: it did not call define()`);
  }
  return module.factory(...module.dependencies.map((name) => (name === 'module' ? { uri } : shared(name))));
}

function shared(name: string): unknown {
  const load = externals[name];
  if (load === undefined) {
    throw new Error(`The plugin asks Grafana for "${name}", which it does not share (see bundle.ts)`);
  }
  return load();
}

function loadScript(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${src} cannot be loaded`));
    document.head.append(script);
  });
}
