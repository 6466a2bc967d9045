import { type Request, Router } from 'express';
import { proxyBanner } from '../load-test-banner-proxy';

/**
 * The banner of the load tests for the pages of an Express site (4 or 5), behind its login:
 *
 *     app.use('/admin/load-test-banner', loadTestBanner((request) => request.session.user !== undefined));
 *
 * Put it after the middleware that reads the session.
 */
export function loadTestBanner(isLoggedIn: (request: Request) => boolean | Promise<boolean>): Router {
  return Router().use((request, response, next) => {
    const answered = proxyBanner(
      {
        method: request.method,
        // Only the query of it is looked at.
        url: `http://site.invalid/${/\?.*/.exec(request.url)?.[0] ?? ''}`,
        headers: new Headers({ 'if-none-match': request.get('if-none-match') ?? '' }),
      },
      { path: request.path, isLoggedIn: () => isLoggedIn(request) }
    );
    answered
      .then(async (answer) => {
        response.status(answer.status);
        answer.headers.forEach((value, name) => response.set(name, value));
        response.end(await answer.text());
      })
      .catch(next);
  });
}
