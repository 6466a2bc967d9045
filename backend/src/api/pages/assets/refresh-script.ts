/**
 * Asks for the page again and puts its new content in place of the old one, only where something has changed: a page that
 * loads anew would close what is open and take the focus away. It waits while text is being marked, and while hidden.
 */
export const refreshScript = `'use strict';
{
  const { seconds } = document.currentScript.dataset;
  let tag = null;

  const isBeingMarked = () => {
    const selection = getSelection();
    return !selection.isCollapsed && document.querySelector('main').contains(selection.anchorNode);
  };

  // Where the focus is, in words that hold for the new content too.
  const placeOf = (element) => {
    const details = element.closest('main details[id]');
    if (details !== null) {
      return '#' + details.id + ' ' + element.localName;
    }
    return element.matches('main a') ? 'a[href="' + CSS.escape(element.getAttribute('href')) + '"]' : null;
  };

  const show = (text) => {
    const next = new DOMParser().parseFromString(text, 'text/html');
    const main = document.querySelector('main');
    const place = placeOf(document.activeElement);
    const open = [...main.querySelectorAll('details[open][id]')].map(({ id }) => id);
    main.replaceWith(document.adoptNode(next.querySelector('main')));
    document.title = next.title;
    for (const id of open) {
      document.getElementById(id)?.setAttribute('open', '');
    }
    if (place !== null) {
      document.querySelector('main').querySelector(place)?.focus({ preventScroll: true });
    }
    return next.querySelector('script[data-seconds]') !== null;
  };

  const ask = async () => {
    if (document.hidden || isBeingMarked()) {
      return true;
    }
    const headers = { accept: 'text/html', ...(tag === null ? {} : { 'if-none-match': tag }) };
    const answer = await fetch(location.href, { headers, cache: 'no-store' });
    if (answer.status === 401) {
      location.reload();
      return false;
    }
    if (answer.status !== 200 || answer.headers.get('etag') === tag) {
      return true;
    }
    tag = answer.headers.get('etag');
    return show(await answer.text());
  };

  const later = () => setTimeout(() => ask().catch(() => true).then((goesOn) => goesOn && later()), seconds * 1000);
  later();
}
`;
