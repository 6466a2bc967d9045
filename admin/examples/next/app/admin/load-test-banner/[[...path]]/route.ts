import { isLoggedIn } from '../../../../lib/session';
import { proxyBanner } from '../../../../../load-test-banner-proxy';

/** The banner of the load tests for the pages of a Next.js site (15 and 16, app router), behind its login. */
async function handler(
  request: Request,
  { params }: { readonly params: Promise<{ readonly path?: readonly string[] }> }
): Promise<Response> {
  const { path = [] } = await params;
  return proxyBanner(request, { path: path.join('/'), isLoggedIn: () => isLoggedIn(request) });
}

// The key may be in a file, which the edge runtime cannot read.
export const runtime = 'nodejs';
export { handler as GET, handler as HEAD, handler as POST, handler as PUT, handler as PATCH, handler as DELETE };
