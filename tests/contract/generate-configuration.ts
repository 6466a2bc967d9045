import { describeConfig } from '../../backend/src/config/help';
import { runGenerator } from '../generated-files';
import { documentWith, formatted } from './documents';

const usage = `npm run configuration [-- options]

Writes the table of the sidecar's variables in README.md, as the schema of the configuration says them.

  --check          write nothing; fail when it is not what would be written
  --folder <path>  where README.md is; default: this repository`;

const marks = {
  begin: '<!-- The variables, written by `npm run configuration`. -->',
  end: '<!-- End of the variables. -->',
};

/** A cell of a table, in which `|` would begin the next one. */
const cell = (text: string): string => text.replaceAll('|', '\\|');

/** Defaults are values of the variable, or words that say where the value comes from. */
const isValue = (text: string): boolean => text !== '' && !text.includes(' ');

function configurationTable(): string {
  const rows = describeConfig().map(({ name, description, right, default: defaultText, secret }) => {
    const shown = isValue(defaultText) ? `\`${defaultText}\`` : defaultText;
    return `| \`${name}\`${secret ? ' 🔒' : ''} | ${cell(description)} | ${cell(right)} | ${cell(shown)} |`;
  });
  return ['| variable | meaning | what is right | default |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

runGenerator({
  usage,
  contents: async (folder) =>
    new Map([await formatted('README.md', await documentWith('README.md', marks, configurationTable(), folder))]),
  stale: 'what the schema of the configuration says: run `npm run configuration` and commit what it writes.',
});
