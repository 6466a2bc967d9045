import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { collectTexts, localeFile } from './texts';

const usage = `npm run texts [-- options]

Writes the English texts of the app, as its code says them, to src/locales/en-US: what translators start from.

  --check          write nothing; fail when the file is not what would be written
  --folder <path>  with the folder src; default: this repository`;

const repository = path.resolve(__dirname, '../..');
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

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      folder: { type: 'string', default: repository },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const { texts, problems } = collectTexts(await sourcesIn(values.folder));
  if (problems.length > 0) {
    process.stderr.write(`${problems.join('\n')}\n`);
    process.exitCode = 1;
    return;
  }
  const target = path.join(values.folder, file);
  const content = localeFile(texts);
  const isCurrent = (await readFile(target, 'utf8').catch(() => null)) === content;
  if (values.check && !isCurrent) {
    process.stderr.write(`${file} is not what the code says: run \`npm run texts\` and commit what it writes.\n`);
    process.exitCode = 1;
  }
  if (!values.check && !isCurrent) {
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
    process.stdout.write(`${file} written, ${texts.size} texts\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
  process.exitCode = 1;
});
