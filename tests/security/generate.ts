import { runGenerator } from '../generated-files';
import { withThreatTable } from './threat-table';

runGenerator({
  usage: `npm run threats [-- options]

Writes the threat model in docs/security.md, as tests/security/threats.ts says it.

  --check          write nothing; fail when it is not what would be written
  --folder <path>  where the files are; default: this repository`,
  contents: async (folder) => new Map([await withThreatTable(folder)]),
  stale: 'what the list of threats says: run `npm run threats` and commit what it writes.',
});
