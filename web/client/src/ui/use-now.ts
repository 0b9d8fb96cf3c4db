import { useSyncExternalStore } from 'react';

const STEP_MILLIS = 30_000;

/** The time of day, in steps of half a minute, for what says how long ago something was. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / STEP_MILLIS) * STEP_MILLIS);
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, STEP_MILLIS / 2);
  return () => clearInterval(timer);
}
