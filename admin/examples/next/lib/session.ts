/**
 * Put your site's own check here, the one that its admin pages use; with Auth.js: `return (await auth()) !== null`.
 * Until then nobody is let in.
 */
export function isLoggedIn(_request: Request): boolean | Promise<boolean> {
  return false;
}
