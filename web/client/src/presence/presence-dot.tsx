import { useEffect } from 'react';
import type { Presence } from '@parley/sdk';
import { useChat } from '../app/contexts';
import { useStore } from '../store/use-store';

const LABELS = { online: 'Online', away: 'Away', offline: 'Offline', unknown: 'Presence unknown' } as const;

/** Looks at these users' presence for as long as the component is shown. */
export function useWatch(users: readonly string[]): void {
  const chat = useChat();
  const key = users.join(',');
  useEffect(() => (key === '' ? undefined : chat.presences.watch(key.split(','))), [chat, key]);
}

export function usePresence(user: string): Presence {
  return useStore(useChat().presences.of(user));
}

export function PresenceDot({ user }: { user: string }) {
  useWatch([user]);
  const { state } = usePresence(user);
  return (
    <span className={`presence-dot presence-${state}`} data-testid="presence-dot" data-presence={state}>
      <span className="visually-hidden">{LABELS[state]}</span>
    </span>
  );
}
