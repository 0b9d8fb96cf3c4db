import type { User } from '@parley/sdk';
import { useChat, useParley } from '../app/contexts';
import { useStore } from '../store/use-store';

/** Who is signed in, as they are by now: they may have changed since the chat began. */
export function useOwnUser(): User {
  const state = useStore(useParley().identity.state);
  const known = useChat().user;
  return state.phase === 'signed-in' ? state.user : known;
}
