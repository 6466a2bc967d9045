import { kilobytes } from './bytes';
import type { Files } from './archive';
import type { Plugin } from './checklist';

/** What has been packed. */
export interface Packed {
  /** The archive, relative to where the command was started. */
  readonly file: string;
  /** The build in it, likewise. */
  readonly folder: string;
  readonly bytes: number;
  readonly files: Files;
  /** The app first, then what is nested in it. */
  readonly plugins: readonly Plugin[];
  readonly sha1: string;
  readonly sha256: string;
}

/** What the archive is and what to do next, for the terminal. */
export function summary({ file, folder, bytes, files, plugins, sha1, sha256 }: Packed): string {
  const signed = [...files.keys()].some((name) => name.endsWith('/MANIFEST.txt'));
  const unpacked = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  const ids = plugins.map(({ json }) => json.id).join(',');
  return [
    file,
    '',
    ...plugins.map(({ json: { type, id, info, dependencies } }) =>
      row(type, `${id} ${info.version}, Grafana ${dependencies.grafanaDependency}`)
    ),
    row('files', `${files.size}, ${kilobytes(bytes)} packed, ${kilobytes(unpacked)} unpacked`),
    row('signed', signed ? 'yes' : 'no'),
    row('SHA1', sha1),
    row('SHA256', sha256),
    '',
    ...(signed ? published : unsigned(folder, ids)),
  ].join('\n');
}

const published = [
  'Next: unpack it into the plugin folder of a Grafana that the signature is for, or submit it to the catalogue',
  'with its SHA1.',
];

function unsigned(folder: string, ids: string): readonly string[] {
  return [
    'Next, one of:',
    '- Use it unsigned: unpack it into the plugin folder of Grafana and start Grafana with',
    `    GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS=${ids}`,
    '  (allow_loading_unsigned_plugins in grafana.ini). Every id counts: a nested panel that is missing there is left out.',
    '- Sign it with an access policy token of Grafana Cloud, privately for the root URLs of your Grafana, and pack it again:',
    `    GRAFANA_ACCESS_POLICY_TOKEN=… npx @grafana/sign-plugin@latest --distDir ${folder} --rootUrls https://grafana.example.com/`,
    `    npm run package -- --from ${folder}`,
    '- Submit it to the catalogue as it is, with its SHA1: Grafana signs what it accepts.',
  ];
}

function row(name: string, value: string): string {
  return `  ${name.padEnd(8)}${value}`;
}
