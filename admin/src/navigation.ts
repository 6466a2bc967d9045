/** As far as it is used here: TypeScript's DOM library does not have it yet. */
interface NavigationApi {
  addEventListener(type: 'currententrychange', listener: (event: Event) => void): void;
  removeEventListener(type: 'currententrychange', listener: (event: Event) => void): void;
}

/**
 * Calls back when the page becomes another one without being loaded: by the Navigation API where there is one, which
 * tells of `history.pushState` too, else by `popstate` alone. A replaced query on the same page, such as a filter, is no other page.
 *
 * @returns stops it.
 */
export function onNavigation(listener: () => void): () => void {
  let last = new URL(location.href);
  const look = (event: Event): void => {
    const now = new URL(location.href);
    const isReplaced = 'navigationType' in event && event.navigationType === 'replace';
    const isOther = now.pathname !== last.pathname || (!isReplaced && now.href !== last.href);
    last = now;
    if (isOther) {
      listener();
    }
  };
  // From the cache of the back button: a page load, though nothing is loaded.
  const onShow = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) {
      listener();
    }
  };
  const { navigation } = window as { readonly navigation?: NavigationApi };
  navigation?.addEventListener('currententrychange', look);
  window.addEventListener('popstate', look);
  window.addEventListener('pageshow', onShow);
  return () => {
    navigation?.removeEventListener('currententrychange', look);
    window.removeEventListener('popstate', look);
    window.removeEventListener('pageshow', onShow);
  };
}
