import type { KnownUser } from '@parley/sdk';
import { useParley } from '../app/contexts';
import { useStore } from '../store/use-store';

export function useUser(id: string): KnownUser {
  return useStore(useParley().directory.of(id));
}

/** The name to show; an ellipsis while it is on its way. */
export function nameOf(user: KnownUser): string {
  if (user === null) return '…';
  return user === 'gone' ? 'Someone who left' : user.fullName || user.username;
}

export function firstNameOf(user: KnownUser): string {
  return nameOf(user).split(' ')[0] ?? '';
}
