import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runGenerator } from '../generated-files';
import { collectTexts, localeFile } from './texts';

const usage = `npm run texts [-- options]

Writes the English texts of the app, as its code says them, to src/locales/en-US: what translators start from.

  --check          write nothing; fail when the file is not what would be written
  --folder <path>  with the folder src; default: this repository`;

const file = 'src/locales/en-US/blueclerk-loadtest-app.json';

async function sourcesIn(folder: string): Promise<ReadonlyMap<string, string>> {
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

runGenerator({
  usage,
  async contents(folder) {
    const { texts, problems } = collectTexts(await sourcesIn(folder));
    if (problems.length > 0) {
      throw new Error(problems.join('\n'));
    }
    return new Map([[file, { content: localeFile(texts), amount: `${texts.size} texts` }]]);
  },
  stale: 'what the code says: run `npm run texts` and commit what it writes.',
});
