import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { repository } from './once';
import { folderOfPackage, packagesFolder, type ReactMajor } from './packages';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface PublicFile {
  readonly contentType: string;
  readonly content: Buffer;
}

/** The files below `public/`, from where they are built or installed. */
export function createPublicFiles(folders: {
  readonly pluginId: string;
  readonly plugin: string;
  readonly host: string;
  readonly react: ReactMajor;
}): (name: string) => Promise<PublicFile | null> {
  const icons = path.join(folderOfPackage('@grafana/ui', packagesFolder(folders.react)), 'dist/public/img/icons');
  const places: ReadonlyArray<readonly [prefix: string, folder: string]> = [
    [`public/plugins/${folders.pluginId}/`, folders.plugin],
    ['public/host/', folders.host],
    ['public/build/img/icons/', icons],
  ];
  return async (name) => {
    const font = fontFile(name);
    if (font !== null) {
      return read(font);
    }
    const place = places.find(([prefix]) => name.startsWith(prefix));
    if (place === undefined || name.split('/').includes('..')) {
      return null;
    }
    return read(path.join(place[1], name.slice(place[0].length)));
  };
}

/** Grafana's fonts, which @grafana/ui names but does not bring: Inter and Roboto Mono. */
function fontFile(name: string): string | null {
  const [, family, file = ''] = /^public\/fonts\/(\w+)\/(.*)\.woff2$/.exec(name) ?? [];
  switch (family) {
    case 'inter': {
      const weight = file.includes('Medium') ? 500 : 400;
      const style = file.includes('Italic') ? 'italic' : 'normal';
      return path.join(folderOfPackage('@fontsource/inter', repository), `files/inter-latin-${weight}-${style}.woff2`);
    }
    case 'roboto':
      return path.join(
        folderOfPackage('@fontsource/roboto-mono', repository),
        'files/roboto-mono-latin-400-normal.woff2'
      );
    default:
      return null;
  }
}

async function read(file: string): Promise<PublicFile | null> {
  try {
    const contentType = contentTypes[path.extname(file)] ?? 'application/octet-stream';
    return { contentType, content: await readFile(file) };
  } catch {
    return null;
  }
}
