import { z } from 'zod';
import type { FastifyRequest } from 'fastify';
import { type HttpApp, Problem } from '../../http';
import { MAX_API_KEY_LENGTH } from '../../model/api-key';
import { runIdSchema } from '../../model/protocol';
import type { Access } from './access';
import { html, type Html } from './html';
import type { Page } from './layout';
import { runPath } from './run-table';
import { sendPage } from './send';

/** What is too long for a key is none, and counts as a wrong one. */
const formSchema = z.object({
  key: z.string().trim().max(MAX_API_KEY_LENGTH).catch(''),
  /** The run whose page was asked for. */
  run: runIdSchema.optional().catch(undefined),
});

/** In bytes: a key and the id of a run. */
const formLimit = 4096;

/** The login with a key, for whoever is not on the sidecar's own machine, and its end. */
export function loginRoutes(app: HttpApp, access: Access): void {
  const open = { config: { public: true as const }, schema: { hide: true } };
  app.get('/login', open, (request, reply) =>
    access.hasSession(request) ? reply.redirect('./', 303) : sendPage(request, reply, loginPage(null, { root: '.' }))
  );
  app.post('/login', { ...open, bodyLimit: formLimit }, (request, reply) => {
    const { key, run } = formSchema.parse(request.body ?? {});
    try {
      access.logIn(request, reply, key);
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      return sendPage(
        request,
        reply.code(problem.status).headers(problem.headers),
        loginPage(problem, { root: '.', run })
      );
    }
    return reply.redirect(run === undefined ? './' : runPath('.', run), 303);
  });
  app.post('/logout', { ...open, bodyLimit: formLimit }, (request, reply) => {
    access.logOut(request, reply);
    return reply.redirect('./login', 303);
  });
}

/** Shown in place of a page that needs a key. */
export function loginPage(
  problem: Problem | null,
  { root, run }: { readonly root: '.' | '..'; readonly run?: string | undefined }
): Page {
  return { title: 'Log in', root, refreshSeconds: null, hasSession: false, body: form(problem, root, run) };
}

function form(problem: Problem | null, root: '.' | '..', run: string | undefined): Html {
  return html`<section class="login">
    <h1>Log in</h1>
    <p>These pages need an API key with the scope <code>read</code>.</p>
    ${problem !== null && html`<p role="alert">${problemText(problem)}</p>`}
    <form method="post" action="${root}/login">
      ${run !== undefined && html`<input type="hidden" name="run" value="${run}" />`}
      <input type="text" name="username" value="api-key" autocomplete="username" readonly hidden />
      <label
        >API key
        <input type="password" name="key" autocomplete="current-password" required maxlength="${MAX_API_KEY_LENGTH}"
      /></label>
      <button type="submit">Log in</button>
    </form>
    <p class="quiet small">
      The sidecar has them from <code>API_KEYS</code>, or has made one in <code>admin.key</code> of its data folder. The
      cookie does not hold the key.
    </p>
  </section>`;
}

function problemText({ status, message }: Problem): string {
  return status === 401 ? 'The key is not known, or was revoked.' : message;
}

/** Id of the run whose page the request is about. */
export function askedRun(request: FastifyRequest): string | undefined {
  return z.object({ id: runIdSchema }).safeParse(request.params).data?.id;
}
