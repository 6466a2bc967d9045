import { html, type Content, type Html } from './html';
import { assetUrl } from './assets';

/** A whole page. */
export interface Page {
  readonly title: string;
  readonly body: Content;
  /** Relative address of the root of the pages: `.` or `..`. Relative, because a proxy may serve them under a path. */
  readonly root: '.' | '..';
  /** Seconds after which what is shown may have changed; null: it stays. */
  readonly refreshSeconds: number | null;
  /** True: whoever sees it has a session that can be ended. */
  readonly hasSession: boolean;
}

/** The page as it is sent. Scripts and styles are files of our own: the policy of the pages allows nothing else. */
export function pageText(page: Page): string {
  return `<!doctype html>\n${document(page).toString()}\n`;
}

function document({ title, body, root, refreshSeconds, hasSession }: Page): Html {
  return html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>${title} · Load tests</title>
      <link rel="icon" type="image/svg+xml" href="${root}/${assetUrl('icon.svg')}" />
      <link rel="stylesheet" href="${root}/${assetUrl('pages.css')}" />
      ${
        refreshSeconds !== null &&
        html`<script src="${root}/${assetUrl('refresh.js')}" data-seconds="${refreshSeconds}" defer></script>
          <noscript><meta http-equiv="refresh" content="${refreshSeconds * 3}" /></noscript>`
      }
    </head>
    <body>
      <header class="top">
        <a class="home" href="${root}/">Load tests</a>
        <nav aria-label="Pages">
          <a href="${root}/docs">API</a>
          ${
            hasSession &&
            html`<form method="post" action="${root}/logout">
              <button class="plain" type="submit">Log out</button>
            </form>`
          }
        </nav>
      </header>
      <main>${body}</main>
    </body>
  </html>`;
}
