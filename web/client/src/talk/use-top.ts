import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/** Calls `reach` when the element that stands at the top comes near, and again when `marker` has changed. */
export function useTop(
  list: RefObject<HTMLDivElement | null>,
  marker: number | null,
  reach: () => void,
): RefObject<HTMLDivElement | null> {
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = top.current;
    if (element === null || marker === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) reach();
      },
      { root: list.current, rootMargin: '500px 0px 0px 0px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [list, marker, reach]);
  return top;
}
