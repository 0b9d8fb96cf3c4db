import { useCallback, useSyncExternalStore } from 'react';
import type { Readable } from '@parley/sdk';
import { cancel, soon } from './batch';

/** The value of a store, and a new rendering after each change. */
export function useStore<T>(store: Readable<T>): T {
  const subscribe = useCallback(
    (listener: () => void) => {
      const stop = store.subscribe(() => soon(listener));
      return () => {
        stop();
        cancel(listener);
      };
    },
    [store],
  );
  return useSyncExternalStore(subscribe, () => store.get());
}
