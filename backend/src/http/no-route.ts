import type { FastifyInstance, FastifyRequest } from 'fastify';
import { methodNotAllowed, notFound, pathOf, type Problem } from './problem';

/**
 * Why no route took this request: 405 when its path answers other methods (RFC 9110, 15.5.6), else 404. No key is asked
 * for, since which methods a path takes is in the public OpenAPI document. Asks the router once per method, so its caller
 * limits how often.
 *
 * @param maxParamLength the router's own, in characters
 */
export function noRoute(
  app: FastifyInstance,
  { method, url }: Pick<FastifyRequest, 'method' | 'url'>,
  maxParamLength: number
): Problem {
  const path = pathOf(url);
  const allowed = isRoutable(url, maxParamLength)
    ? app.supportedMethods.filter((each) => app.findRoute({ method: each, url }) !== null)
    : [];
  // A route that took the method itself and then found nothing, such as a folder of files; or only a preflight.
  if (allowed.includes(method) || allowed.every((each) => each === 'OPTIONS')) {
    return notFound(`There is no ${method} ${path}.`);
  }
  return methodNotAllowed(`${path} does not take ${method}. It takes ${allowed.join(', ')}.`, allowed);
}

/** For a path that it cannot read, the router answers with its own error handler, which is no route. */
function isRoutable(url: string, maxParamLength: number): boolean {
  const [path = ''] = url.split('?', 1);
  try {
    return decodeURIComponent(path)
      .split('/')
      .every((step) => step.length <= maxParamLength);
  } catch {
    return false;
  }
}
