import type { FastifyReply, FastifyRequest } from 'fastify';
import { runIdSchema } from '../../model/protocol';
import { loggedProblem, notFound, type HttpApp, type Problem, sendProblem } from '../../http';
import type { RunRow } from '../../runs';
import { existingRun } from '../run-params';
import { createAccess, type Access, type PagesConfig } from './access';
import { assetRoutes } from './assets';
import { html } from './html';
import { askedRun, loginPage, loginRoutes } from './login';
import { type OverviewSource, readOverview } from './overview';
import { overviewBody } from './overview-page';
import { readRunFacts, type RunFactsSource } from './run-facts';
import { runBody } from './run-page';
import { sendPage, wantsHtml } from './send';
import { Sessions } from './sessions';

export interface PageRoutesOptions extends OverviewSource, RunFactsSource {
  readonly config: PagesConfig;
  readonly version: string;
}

/** Nothing but our own files, nobody may frame a page, and forms go nowhere else. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const headers = {
  'content-security-policy': policy,
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // What is behind a key is kept nowhere; the files of the pages say otherwise of themselves.
  'cache-control': 'no-store',
};

/** Pages for people without Grafana: how things stand, and one run. They are no part of the API. */
export async function pageRoutes(root: HttpApp, options: PageRoutesOptions): Promise<void> {
  await root.register(async (app: HttpApp) => {
    const access = createAccess(app, options.config, new Sessions(options.now));
    takeForms(app);
    app.addHook('onRequest', async (_request, reply) => void reply.headers(headers));
    app.setErrorHandler((error, request, reply) => answerError(access, error, request, reply));
    assetRoutes(app);
    loginRoutes(app, access);
    pages(app, access, options);
  });
}

/** Forms only, as browsers send them: nothing else has to be read here. */
function takeForms(app: HttpApp): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body))))
  );
}

function pages(app: HttpApp, access: Access, options: PageRoutesOptions): void {
  // `public` to the API's own check: the pages have theirs.
  const open = { config: { public: true as const }, schema: { hide: true } };
  const behindAccess = { ...open, onRequest: async (request: FastifyRequest) => access.check(request) };

  app.get('/', open, async (request, reply) => {
    void reply.header('vary', 'accept');
    if (!wantsHtml(request)) {
      return reply.send(entry(options.version));
    }
    access.check(request);
    const body = overviewBody(await readOverview(options));
    const hasSession = access.hasSession(request);
    return sendPage(request, reply, { title: 'Overview', root: '.', refreshSeconds: 10, hasSession, body });
  });

  app.get<{ Params: { id: string } }>('/runs/:id', behindAccess, async (request, reply) => {
    const id = runIdSchema.safeParse(request.params.id);
    if (!id.success) {
      throw notFound('There is no such run.');
    }
    const run = await existingRun(options.db, id.data);
    const body = runBody(await readRunFacts(options, run, request.log));
    return sendPage(request, reply, {
      title: `${run.test}, ${run.verdict ?? run.status}`,
      root: '..',
      refreshSeconds: refreshOf(run),
      hasSession: access.hasSession(request),
      body,
    });
  });
}

/** Where a program that asks for no page finds what it may want. Relative, as a proxy may serve all of it under a path. */
function entry(version: string) {
  return { name: 'load-test-monitoring', version, openapi: './openapi.json', docs: './docs', health: './health/ready' };
}

/** In seconds: soon while something is under way, else never, since a judged run stays as it is. */
function refreshOf(run: RunRow): number | null {
  const isUnderWay =
    run.verdict === null ||
    run.diagnosisState === 'pending' ||
    run.diagnosisState === 'late' ||
    run.storeCheck?.kind === 'pending' ||
    run.autoFixApplied?.outcome === 'pending';
  return isUnderWay ? 5 : null;
}

/** To a browser as a page: the login where a key is missing, else what is wrong. To any other client as everywhere. */
function answerError(access: Access, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = loggedProblem(error, request);
  if (!wantsHtml(request)) {
    sendProblem(problem, request, reply);
    return;
  }
  const root = request.routeOptions.url?.startsWith('/runs/') ? '..' : '.';
  void reply.code(problem.status).headers(problem.headers);
  if (problem.status === 401) {
    void sendPage(request, reply, loginPage(null, { root, run: askedRun(request) }));
    return;
  }
  void sendPage(request, reply, {
    title: problem.title,
    root,
    refreshSeconds: null,
    hasSession: access.hasSession(request),
    body: problemBody(problem, root),
  });
}

function problemBody({ title, message }: Problem, root: '.' | '..') {
  return html`<section>
    <h1>${title}</h1>
    <p>${message}</p>
    <p><a href="${root}/">To the overview</a></p>
  </section>`;
}
