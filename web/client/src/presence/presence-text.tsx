import type { Presence } from '@parley/sdk';
import { useNow } from '../ui/use-now';
import { ago } from '../ui/time';
import { usePresence, useWatch } from './presence-dot';

/** What the presence of a user means, in words. */
export function PresenceText({ user }: { user: string }) {
  useWatch([user]);
  const presence = usePresence(user);
  const now = useNow();
  return (
    <span data-testid="presence-text" data-presence={presence.state}>
      {presenceWords(presence, now)}
    </span>
  );
}

export function presenceWords({ state, lastSeen }: Presence, now: number): string {
  switch (state) {
    case 'online':
      return 'Online';
    case 'away':
      return 'Away';
    case 'offline':
      return lastSeen ? `Last seen ${ago(lastSeen, now)}` : 'Offline';
    case 'unknown':
      return '';
  }
}
