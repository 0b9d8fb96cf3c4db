import { useEffect } from 'react';
import type { Parley } from '@parley/sdk';
import { AccountPage } from '../account/account-page';
import { LetterPage } from '../account/letter-page';
import { ChatPage } from '../chat/chat-page';
import { useStore } from '../store/use-store';
import { ParleyContext } from './contexts';
import { usePlace } from './place';
import { Splash } from './splash';
import { useFirstCheck } from './use-first-check';

export function App({ parley }: { parley: Parley }) {
  const identity = useStore(parley.state);
  const place = usePlace();
  const { failed, again } = useFirstCheck(parley);

  useEffect(() => {
    if (identity.phase === 'signed-out') document.title = 'Parley';
  }, [identity.phase]);

  // What a letter leads to is the same for whoever reads it, signed in or not
  if (place.at === 'reset-password' || place.at === 'verify-email') {
    return (
      <ParleyContext value={parley}>
        <LetterPage place={place} />
      </ParleyContext>
    );
  }
  return (
    <ParleyContext value={parley}>
      {identity.phase === 'unknown' && <Splash failed={failed} onRetry={again} />}
      {identity.phase === 'signed-out' && <AccountPage ended={identity.reason === 'ended'} />}
      {identity.phase === 'signed-in' && <ChatPage key={identity.user.id} user={identity.user} />}
    </ParleyContext>
  );
}
