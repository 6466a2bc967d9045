import { type RefCallback, useLayoutEffect, useState } from 'react';

/** Until it is measured, which is before anything is seen. */
const assumedWidth = 600;

/** The width that an element has at the moment, in px, for what cannot be laid out by styles. */
export function useWidth(): readonly [ref: RefCallback<HTMLElement>, width: number] {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [width, setWidth] = useState(assumedWidth);
  useLayoutEffect(() => {
    if (element === null) {
      return;
    }
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) {
        setWidth(Math.floor(entry.contentRect.width));
      }
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, width];
}
