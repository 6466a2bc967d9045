import { createHash } from 'node:crypto';
import type { HttpApp } from '../../http';
import { notFound } from '../../http';
import { icon } from './assets/icon';
import { refreshScript } from './assets/refresh-script';
import { style } from './assets/style';

interface Asset {
  readonly type: string;
  readonly content: string;
  /** Changes with the content. */
  readonly version: string;
}

function asset(type: string, content: string): Asset {
  return { type, content, version: createHash('sha256').update(content).digest('hex').slice(0, 8) };
}

const assets = {
  'pages.css': asset('text/css; charset=utf-8', style),
  'refresh.js': asset('text/javascript; charset=utf-8', refreshScript),
  'icon.svg': asset('image/svg+xml', icon),
} as const;

const byName = new Map<string, Asset>(Object.entries(assets));

/** Address of a file of the pages, from their root. It changes with the content, so browsers may keep it for ever. */
export function assetUrl(name: keyof typeof assets): string {
  return `assets/${name}?v=${assets[name].version}`;
}

/** The files that the pages load. They hold no data, so nobody needs a key for them. */
export function assetRoutes(app: HttpApp): void {
  app.get<{ Params: { name: string } }>(
    '/assets/:name',
    { config: { public: true }, schema: { hide: true } },
    (request, reply) => {
      const found = byName.get(request.params.name);
      if (found === undefined) {
        throw notFound('The pages have no such file.');
      }
      return reply
        .header('content-type', found.type)
        .header('cache-control', 'public, max-age=31536000, immutable')
        .send(found.content);
    }
  );
}
