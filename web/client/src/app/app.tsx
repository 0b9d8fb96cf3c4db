import { useEffect } from 'react';
import type { Parley } from '@parley/sdk';
import { AccountPage } from '../account/account-page';
import { ChatPage } from '../chat/chat-page';
import { useStore } from '../store/use-store';
import { ParleyContext } from './contexts';
import { Splash } from './splash';
import { useFirstCheck } from './use-first-check';

export function App({ parley }: { parley: Parley }) {
  const identity = useStore(parley.state);
  const { failed, again } = useFirstCheck(parley);

  useEffect(() => {
    if (identity.phase === 'signed-out') document.title = 'Parley';
  }, [identity.phase]);

  return (
    <ParleyContext value={parley}>
      {identity.phase === 'unknown' && <Splash failed={failed} onRetry={again} />}
      {identity.phase === 'signed-out' && <AccountPage ended={identity.reason === 'ended'} />}
      {identity.phase === 'signed-in' && <ChatPage key={identity.user.id} user={identity.user} />}
    </ParleyContext>
  );
}
