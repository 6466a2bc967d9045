import { type RefObject, useEffect } from 'react';
import { useLocation } from 'react-router-dom';

/** A place that has not come by then, such as a chart whose figures cannot be read, is not waited for. */
const giveUpAfterMs = 10_000;

/**
 * Takes a person to the place that the address names after `#`: scrolls to it and moves the focus there. It may come
 * later than the page, and the same link can be followed again.
 */
export function useFocusOfHash(page: RefObject<HTMLElement | null>): void {
  const { hash, key } = useLocation();
  useEffect(() => {
    const root = page.current;
    const id = hash.slice(1);
    if (root === null || id === '' || focusOn(root, id)) {
      return;
    }
    const observer = new MutationObserver(() => {
      if (focusOn(root, id)) {
        observer.disconnect();
      }
    });
    observer.observe(root, { childList: true, subtree: true, attributeFilter: ['id'] });
    const givingUp = setTimeout(() => observer.disconnect(), giveUpAfterMs);
    return () => {
      clearTimeout(givingUp);
      observer.disconnect();
    };
  }, [page, hash, key]);
}

/** @returns whether there is such a place. */
function focusOn(root: HTMLElement, id: string): boolean {
  const place = [...root.querySelectorAll<HTMLElement>('[id]')].find((element) => element.id === id);
  if (place === undefined) {
    return false;
  }
  if (!place.hasAttribute('tabindex')) {
    place.tabIndex = -1;
  }
  place.scrollIntoView?.({ block: 'start' });
  place.focus({ preventScroll: true });
  return true;
}
