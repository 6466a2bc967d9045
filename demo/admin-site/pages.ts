/** The pages of the demo's admin site. Everything that is put into them goes through `text`. */

const nav: ReadonlyArray<readonly [path: string, name: string]> = [
  ['/admin', 'Overview'],
  ['/admin/orders', 'Orders'],
  ['/admin/operations/health', 'System health'],
];

export const css = `:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
body { margin: 0; background: light-dark(#fff, #181b1f); color: light-dark(#1a1a1a, #e6e6e6) }
nav { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; padding: .75rem 1rem; border-bottom: 1px solid light-dark(#ccc, #444) }
nav form { margin-left: auto }
main { padding: 1rem; max-width: 80rem }
a { color: light-dark(#0b57d0, #a8c7fa) }
button, input { font: inherit; padding: .4rem .8rem }
label { display: block; margin-bottom: .5rem }
form.step { margin: .5rem 0 }
[aria-current] { font-weight: 700 }`;

/** What stands in a page, as text. */
export function text(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

/** Something that whoever tries the demo can have done to a shop. */
export interface DemoStep {
  readonly id: string;
  readonly label: string;
}

export function loginPage(): string {
  return html(
    'Log in',
    `<main><h1>Log in</h1>
<p>The admin site of the demo. Any name will do: it shows that the banner is behind the login of the site.</p>
<form method="post" action="/login"><label>Name <input name="name" required autocomplete="username"></label>
<button>Log in</button></form></main>`
  );
}

export function overviewPage(user: string, steps: readonly DemoStep[]): string {
  const buttons = steps.map(
    ({ id, label }) =>
      `<form class="step" method="post" action="/admin/demo"><button name="step" value="${text(id)}">${text(label)}</button></form>`
  );
  return adminPage(
    '/admin',
    'Overview',
    `<p>Hello ${text(user)}. What the last load tests of this shop have found is at the top of every page.</p>
${buttons.length === 0 ? '' : `<h2>Try it</h2>${buttons.join('\n')}<p>A run takes about 20 seconds; the banner follows within 5.</p>`}`
  );
}

export function ordersPage(): string {
  return adminPage('/admin/orders', 'Orders', '<p>There are no orders in a demo.</p>');
}

export function healthPage(): string {
  return adminPage(
    '/admin/operations/health',
    'System health',
    '<load-test-results endpoint="/admin/load-test-banner/results" limit="20" interval="5"></load-test-results>'
  );
}

/** The two lines of HTML that an admin site needs are here: the script in the head, and the banner. */
function adminPage(path: string, title: string, main: string): string {
  const links = nav.map(
    ([href, name]) => `<a href="${href}"${href === path ? ' aria-current="page"' : ''}>${name}</a>`
  );
  return html(
    title,
    `<load-test-banner endpoint="/admin/load-test-banner" interval="5"></load-test-banner>
<nav aria-label="Admin">${links.join('\n')}<form method="post" action="/logout"><button>Log out</button></form></nav>
<main><h1>${title}</h1>${main}</main>`,
    '<script type="module" src="/embed.js"></script>'
  );
}

function html(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · Shop admin</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/site.css">${head}</head>
<body>${body}</body>
</html>`;
}
