import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { filesIn, zipped, type Files } from './archive';
import { buildPlugin, pluginName } from './build';
import { kilobytes } from './bytes';
import { candidateOf } from './candidate';
import { brokenRules, plugins, type Candidate } from './checklist';
import type { Packed } from './packed';

/**
 * Builds the Grafana app for production and packs it as `<id>-<version>.zip`, with the id as its one root folder. The same
 * commit gives the same bytes.
 *
 * @param out where the archive goes, and the build beside it.
 * @param from a finished build to pack instead, for example after signing it.
 * @throws Error where the archive does not keep what Grafana's plugin catalogue asks for (packaging/checklist).
 */
export async function packagePlugin(out: string, from?: string): Promise<Packed> {
  const { id, version } = await pluginName();
  const folder = from ?? path.join(out, id);
  if (from === undefined) {
    process.stderr.write('Building the Grafana app for production …\n');
    await buildPlugin(folder);
  }
  const day = await dayOf(folder);
  const archive = zipped(id, await filesIn(folder), day);
  const candidate = await candidateOf(archive);
  refuseIfBroken(candidate);

  const file = path.join(out, `${id}-${version}.zip`);
  await mkdir(out, { recursive: true });
  await writeFile(file, archive);
  const isSigned = [...candidate.archive.keys()].some((name) => name.endsWith('/MANIFEST.txt'));
  const ids = plugins(candidate).map(({ json }) => json.id);
  return {
    file,
    facts: [...factsOf(candidate, archive.length), ['signed', isSigned ? 'yes' : 'no']],
    next: isSigned ? published : unsigned(path.relative('', folder), ids.join(',')),
  };
}

/** What every file of the archive is dated: the day that the build names in plugin.json. */
async function dayOf(folder: string): Promise<string> {
  const json = await readFile(path.join(folder, 'plugin.json'), 'utf8').catch(() => {
    throw new Error(`${folder} holds no build of the plugin: there is no plugin.json in it.`);
  });
  return /"updated":\s*"(\d{4}-\d{2}-\d{2})"/.exec(json)?.[1] ?? '1980-01-01';
}

function refuseIfBroken(candidate: Candidate): void {
  const broken = brokenRules(candidate);
  if (broken.length > 0) {
    const lines = broken.flatMap(({ rule, problems }) => [
      `  ${rule}: no`,
      ...problems.map((problem) => `    ${problem}`),
    ]);
    throw new Error(`Not packed, because the plugin catalogue would refuse it:\n${lines.join('\n')}`);
  }
}

/** The app first, then what is nested in it. */
function factsOf(candidate: Candidate, bytes: number): ReadonlyArray<readonly [string, string]> {
  const files: Files = candidate.archive;
  const unpacked = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  return [
    ...plugins(candidate).map(
      ({ json: { type, id, info, dependencies } }) =>
        [type, `${id} ${info.version}, Grafana ${dependencies.grafanaDependency}`] as const
    ),
    ['files', `${files.size}, ${kilobytes(bytes)} packed, ${kilobytes(unpacked)} unpacked`],
  ];
}

const published = [
  'unpack it into the plugin folder of a Grafana that the signature is for, or submit it to the catalogue with its SHA1.',
];

function unsigned(folder: string, ids: string): readonly string[] {
  return [
    '- Use it unsigned: unpack it into the plugin folder of Grafana and start Grafana with',
    `    GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS=${ids}`,
    '  (allow_loading_unsigned_plugins in grafana.ini). Every id counts: a nested panel that is missing there is left out.',
    '- Sign it with an access policy token of Grafana Cloud, privately for the root URLs of your Grafana, and pack it again:',
    `    GRAFANA_ACCESS_POLICY_TOKEN=… npx @grafana/sign-plugin@latest --distDir ${folder} --rootUrls https://grafana.example.com/`,
    `    npm run package -- --from ${folder}`,
    '- Submit it to the catalogue as it is, with its SHA1: Grafana signs what it accepts.',
  ];
}
