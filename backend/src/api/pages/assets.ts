import { createHash } from 'node:crypto';
import type { HttpApp } from '../../http';
import { notFound } from '../../http';
import { icon } from './assets/icon';
import { refreshScript } from './assets/refresh-script';
import { style } from './assets/style';

interface Asset {
  readonly type: string;
  readonly content: string;
}

const assets = {
  'pages.css': { type: 'text/css; charset=utf-8', content: style },
  'refresh.js': { type: 'text/javascript; charset=utf-8', content: refreshScript },
  'icon.svg': { type: 'image/svg+xml', content: icon },
} as const satisfies Readonly<Record<string, Asset>>;

const byName = new Map<string, Asset>(Object.entries(assets));

/** Address of a file of the pages, from their root. It changes with the content, so browsers may keep it for ever. */
export function assetUrl(name: keyof typeof assets): string {
  return `assets/${name}?v=${createHash('sha256').update(assets[name].content).digest('hex').slice(0, 8)}`;
}

/** The files that the pages load. They hold no data, so nobody needs a key for them. */
export function assetRoutes(app: HttpApp): void {
  app.get<{ Params: { name: string } }>(
    '/assets/:name',
    { config: { public: true }, schema: { hide: true } },
    (request, reply) => {
      const asset = byName.get(request.params.name);
      if (asset === undefined) {
        throw notFound('The pages have no such file.');
      }
      return reply
        .header('content-type', asset.type)
        .header('cache-control', 'public, max-age=31536000, immutable')
        .send(asset.content);
    }
  );
}
