import { useEffect, useState } from 'react';
import type { Chat, User } from '@parley/sdk';
import { useParley } from '../app/contexts';

/** The chat of a user, running while the component is shown, and woken with the page and the network. */
export function useRunningChat(user: User): Chat {
  const parley = useParley();
  const [chat] = useState(() => parley.chat(user));

  useEffect(() => {
    void chat.start();
    const wake = () => {
      if (document.visibilityState === 'visible') chat.wake();
    };
    window.addEventListener('online', wake);
    window.addEventListener('pageshow', wake);
    document.addEventListener('visibilitychange', wake);
    return () => {
      window.removeEventListener('online', wake);
      window.removeEventListener('pageshow', wake);
      document.removeEventListener('visibilitychange', wake);
      chat.stop();
    };
  }, [chat]);

  return chat;
}
