const unreleased = '## Unreleased\n';

/**
 * The changelog with what is unreleased as this version, and an empty section for what comes next.
 *
 * @param day of the release, `2026-11-30`.
 * @throws Error where the version is there already, or nothing is unreleased.
 */
export function releasedChangelog(text: string, version: string, day: string): string {
  const [before, after] = text.split(unreleased);
  if (before === undefined || after === undefined) {
    throw new Error('CHANGELOG.md has no section "## Unreleased".');
  }
  if (sectionOf(text, version) !== null) {
    throw new Error(`CHANGELOG.md has a section of ${version} already.`);
  }
  if ((sectionOf(text, 'Unreleased') ?? '') === '') {
    throw new Error('CHANGELOG.md says nothing below "## Unreleased": there is nothing to release.');
  }
  return `${before}${unreleased}\n## ${version} (${day})\n${after}`;
}

/** What the changelog says of a version, without its heading; null where it does not have it. */
export function sectionOf(text: string, version: string): string | null {
  const section = `\n${text}`
    .split('\n## ')
    .find((each) => each === version || each.startsWith(`${version}\n`) || each.startsWith(`${version} (`));
  return section === undefined ? null : section.slice(section.indexOf('\n')).trim();
}
