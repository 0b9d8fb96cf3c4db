import { useEffect } from 'react';
import type { Chat } from '@parley/sdk';

const AWAY_MILLIS = 60_000;

/** Online while the page is looked at, away a minute after it was hidden. */
export function useOwnPresence(chat: Chat): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') chat.presences.show('online');
      else timer = setTimeout(() => chat.presences.show('away'), AWAY_MILLIS);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [chat]);
}
