import type { Candidate } from '../../../packaging/checklist';

/** What turns a good plugin into another one. */
export type Change = (candidate: Candidate) => Candidate;

/** The app's folder in the archive. */
export const root = 'blueclerk-loadtest-app/';

const bytes = (content: string) => new TextEncoder().encode(content);

/** The archive with this file, new or instead of the one there. */
export function archived(path: string, content: string): Change {
  return (candidate) => ({ ...candidate, archive: new Map([...candidate.archive, [path, bytes(content)]]) });
}

/** The archive without this file. */
export function without(path: string): Change {
  return (candidate) => ({
    ...candidate,
    archive: new Map([...candidate.archive].filter(([name]) => name !== path)),
  });
}

/** The archive with this file under another name. */
export function renamed(from: string, to: string): Change {
  return (candidate) => ({
    ...candidate,
    archive: new Map([...candidate.archive].map(([name, content]) => [name.replace(from, to), content])),
  });
}

/** The archive with another text in this file; fails where it does not hold `from`. */
export function edited(path: string, from: string | RegExp, to: string): Change {
  return (candidate) => {
    const before = new TextDecoder().decode(candidate.archive.get(path));
    const after = before.replace(from, to);
    if (after === before) {
      throw new Error(`${path} does not hold ${String(from)}`);
    }
    return archived(path, after)(candidate);
  };
}

/** The repository with this file, new or instead of the one there. */
export function inRepository(path: string, content: string): Change {
  return (candidate) => ({ ...candidate, repository: new Map([...candidate.repository, [path, bytes(content)]]) });
}

/** The repository with a component that holds this code. */
export function code(source: string): Change {
  return inRepository('src/components/Example.tsx', source);
}

/** One change after the other. */
export function all(...changes: readonly Change[]): Change {
  return (candidate) => changes.reduce((changed, change) => change(changed), candidate);
}

const panelFolder = `${root}panels/example/`;

/** A panel in the app, as it should be. */
export const examplePanel: Change = all(
  (candidate) => {
    const map = {
      sources: ['webpack://blueclerk-loadtest-app/./panels/example/module.ts'],
      sourcesContent: ['export {};'],
    };
    return all(
      archived(`${panelFolder}plugin.json`, JSON.stringify(panelJson(candidate))),
      archived(`${panelFolder}module.js`, 'define(["module","react"],()=>{});'),
      archived(`${panelFolder}module.js.map`, JSON.stringify(map)),
      archived(`${panelFolder}img/logo.svg`, '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z" /></svg>'),
      inRepository('src/panels/example/module.ts', 'export {};')
    )(candidate);
  },
  edited(
    `${root}plugin.json`,
    /"includes": \[/,
    '"includes": [{ "type": "panel", "name": "Example", "path": "panels/example/plugin.json" },'
  )
);

/** A change of the example panel's plugin.json. */
export function panelEdited(from: string | RegExp, to: string): Change {
  return all(examplePanel, edited(`${panelFolder}plugin.json`, from, to));
}

function panelJson({ archive }: Candidate): unknown {
  const app = new TextDecoder().decode(archive.get(`${root}plugin.json`));
  const found = (pattern: RegExp) => pattern.exec(app)?.[1];
  return {
    type: 'panel',
    id: 'blueclerk-example-panel',
    name: 'Example',
    info: {
      author: { name: 'Blueclerk' },
      description: 'An example.',
      keywords: ['example'],
      logos: { small: 'img/logo.svg', large: 'img/logo.svg' },
      version: found(/"version": "([^"]*)"/),
      updated: found(/"updated": "([^"]*)"/),
    },
    dependencies: { grafanaDependency: found(/"grafanaDependency": "([^"]*)"/), plugins: [] },
    buildMode: 'production',
  };
}
