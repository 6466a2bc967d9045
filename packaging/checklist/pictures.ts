import { each } from './metadata';
import { plugins, resolveIn, textOf, type Candidate, type Rule } from './rule';

/** How the files of a picture begin, by the end of their name. */
const beginnings: Readonly<Record<string, readonly number[]>> = {
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  jpg: [0xff, 0xd8, 0xff],
  jpeg: [0xff, 0xd8, 0xff],
  gif: [0x47, 0x49, 0x46, 0x38],
};

/** Logos and screenshots. */
export const pictureRules = {
  'logos are SVG without scripts and without references to elsewhere': (candidate) =>
    each(({ folder, json: { info } }) =>
      [...new Set([info.logos.small, info.logos.large])]
        .map((logo) => resolveIn(candidate, folder, logo) ?? logo)
        .filter((path) => candidate.archive.has(path))
        .filter((path) => !isSafeSvg(textOf(candidate.archive, path)))
        .map((path) => `${path} is not an SVG, or has a script, an event, a reference or foreign content`)
    )(candidate),

  'the app has screenshots': (candidate) => {
    const [app] = plugins(candidate);
    return (app?.json.info.screenshots.length ?? 0) > 0 ? [] : ['info.screenshots of plugin.json is empty'];
  },

  'screenshots are of the type that their name says': (candidate) =>
    each(({ folder, json: { info } }) =>
      info.screenshots
        .filter(({ path }) => !isPicture(candidate, resolveIn(candidate, folder, path) ?? path))
        .map(({ path }) => `${path} is not a picture of the type that its name says`)
    )(candidate),
} satisfies Record<string, Rule>;

function isSafeSvg(svg: string): boolean {
  return /<svg[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/.test(svg) && !unsafe.test(svg);
}

const unsafe = /<script|<foreignObject|<!ENTITY|\son\w+\s*=|href\s*=|url\(\s*['"]?(?!#)|javascript:/i;

function isPicture({ archive }: Candidate, path: string): boolean {
  const beginning = beginnings[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
  const content = archive.get(path);
  return beginning?.every((byte, index) => content?.[index] === byte) ?? false;
}
