import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runGenerator } from '../generated-files';
import { collectTexts, localeFile } from './texts';

const usage = `npm run texts [-- options]

Writes the English texts of the app and of its panel, as their code says them, to locales/en-US: what translators start
from. The panel has a file of its own, because it may be on screen without the app.

  --check          write nothing; fail when the file is not what would be written
  --folder <path>  with the folder src; default: this repository`;

const app = 'src/locales/en-US/blueclerk-loadtest-app.json';
const panel = {
  entry: 'src/panels/load-test-results/module.tsx',
  file: 'src/panels/load-test-results/locales/en-US/blueclerk-loadtestresults-panel.json',
};

type Sources = ReadonlyMap<string, string>;

async function sourcesIn(folder: string): Promise<Sources> {
  const entries = await readdir(path.join(folder, 'src'), { recursive: true });
  const names = entries.filter((name) => /(?<!\.test)\.tsx?$/.test(name) && name !== 'translations.ts').sort();
  return new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, string]> => {
        const source = path.join('src', name);
        return [source, await readFile(path.join(folder, source), 'utf8')];
      })
    )
  );
}

/** A file and what it imports, directly or not. */
function reachedFrom(entry: string, sources: Sources): Sources {
  const reached = new Map<string, string>();
  const visit = (file: string) => {
    const source = sources.get(file);
    if (source === undefined || reached.has(file)) {
      return;
    }
    reached.set(file, source);
    for (const [, name = ''] of source.matchAll(/from '(\.[^']*)'/g)) {
      const imported = path.join(path.dirname(file), name);
      [`${imported}.ts`, `${imported}.tsx`].forEach(visit);
    }
  };
  visit(entry);
  return reached;
}

function textsFile(sources: Sources) {
  const { texts, problems } = collectTexts(sources);
  if (problems.length > 0) {
    throw new Error(problems.join('\n'));
  }
  return { content: localeFile(texts), amount: `${texts.size} texts` };
}

runGenerator({
  usage,
  async contents(folder) {
    const sources = await sourcesIn(folder);
    return new Map([
      [app, textsFile(sources)],
      ...(sources.has(panel.entry) ? [[panel.file, textsFile(reachedFrom(panel.entry, sources))] as const] : []),
    ]);
  },
  stale: 'what the code says: run `npm run texts` and commit what it writes.',
});
