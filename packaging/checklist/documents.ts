import { rootFolder, textOf, type Candidate, type Rule } from './rule';

/** Sentences of the README that create-plugin writes, and what it comments for its reader. */
const template = /This is a starting point for building|To help maximize the impact of your README|<!--/;

/** README, changelog and licence, as the catalogue shows them. */
export const documentRules = {
  'the README describes this plugin': (candidate) => {
    const readme = document(candidate, 'README.md');
    if (!/^# \S/.test(readme) || readme.length < 200) {
      return ['README.md is missing, has no title, or says next to nothing'];
    }
    return template.test(readme) ? ['README.md holds text or comments of the template'] : [];
  },

  'links of README and changelog are absolute': (candidate) =>
    ['README.md', 'CHANGELOG.md'].flatMap((name) =>
      [...document(candidate, name).matchAll(/\]\(\s*<?([^)>\s]*)|(?:src|href)="([^"]*)"|^\[[^\]]+\]:\s*(\S+)/gm)]
        .map(([, inline, attribute, reference]) => inline ?? attribute ?? reference ?? '')
        .filter((link) => !/^https:\/\/[^/]/.test(link))
        .map((link) => `${name}: ${link} is not an https address`)
    ),

  'a changelog tells of versions': (candidate) =>
    /^## (Unreleased|\[?\d+\.\d+\.\d+)/m.test(document(candidate, 'CHANGELOG.md'))
      ? []
      : ['CHANGELOG.md is missing or has no section of a version'],

  'the licence is Apache-2.0, in full': (candidate) => {
    const licence = document(candidate, 'LICENSE');
    const whole = /Apache License\s+Version 2\.0/.test(licence) && licence.includes('END OF TERMS AND CONDITIONS');
    const named = /"license":\s*"Apache-2\.0"/.test(textOf(candidate.repository, 'package.json'));
    return [
      ...(whole ? [] : ['LICENSE is not the text of the Apache License 2.0']),
      ...(named ? [] : ['package.json does not name the licence Apache-2.0']),
    ];
  },
} satisfies Record<string, Rule>;

function document(candidate: Candidate, name: string): string {
  return textOf(candidate.archive, `${rootFolder(candidate)}${name}`);
}
