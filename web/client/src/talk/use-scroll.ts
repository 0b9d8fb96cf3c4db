import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

/** So close to the end still counts as reading along. */
const NEAR_PIXELS = 64;

interface ScrollState {
  height: number;
  top: string | null;
  own: string | null;
  begun: boolean;
}

export interface ScrollTo {
  /** Key of the oldest and of the newest row shown; null while there is none. */
  readonly top: string | null;
  readonly bottom: string | null;
  /** Key of the newest own row: writing leads back to the end. */
  readonly own: string | null;
  /** Whether there is something to begin with. */
  readonly ready: boolean;
}

export interface Scrolling {
  readonly list: RefObject<HTMLDivElement | null>;
  readonly atEnd: boolean;
  readonly toEnd: () => void;
  readonly onScroll: () => void;
}

/**
 * Keeps what the user looks at where it is: older messages appear above without moving it, new ones lead on only a
 * reader who is at the end. Begins at the line above what is unread, or else at the end.
 */
export function useScroll({ top, bottom, own, ready }: ScrollTo): Scrolling {
  const list = useRef<HTMLDivElement>(null);
  const last = useRef<ScrollState>({ height: 0, top: null, own: null, begun: false });
  const reading = useRef(true);
  const [atEnd, setAtEnd] = useState(true);

  const onScroll = useCallback(() => {
    const element = list.current;
    if (element === null) return;
    reading.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PIXELS;
    setAtEnd(reading.current);
  }, []);

  const toEnd = useCallback(() => {
    const element = list.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null || !ready) return;
    const before = last.current;
    const height = element.scrollHeight;
    if (!before.begun) {
      const unread = element.querySelector<HTMLElement>('[data-unread-line]');
      element.scrollTop = unread === null ? height : unread.offsetTop - NEAR_PIXELS;
    } else if (before.top !== top && before.top !== null && !reading.current) {
      element.scrollTop += height - before.height;
    } else if (reading.current || before.own !== own) {
      element.scrollTop = height;
    }
    last.current = { height, top, own, begun: true };
    onScroll();
  }, [top, bottom, own, ready, onScroll]);

  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      if (reading.current) toEnd();
      last.current.height = element.scrollHeight;
    });
    observer.observe(element);
    const content = element.firstElementChild;
    if (content !== null) observer.observe(content);
    return () => observer.disconnect();
  }, [toEnd]);

  return { list, atEnd, toEnd, onScroll };
}
